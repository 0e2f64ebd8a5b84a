package io.holdfast.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.holdfast.contracts.alert.AlertCause;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.protection.ProtectionStatus;
import io.holdfast.contracts.protection.WatchedItem;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WatchRulesTest {
    private static final Instant DUE = Instant.parse("2026-03-01T22:00:00Z");
    private static final Instant NOW = DUE.plus(Duration.ofHours(2));
    private static final Instant BEFORE = DUE.minus(Duration.ofDays(1));
    private static final Instant AFTER = DUE.plus(Duration.ofMinutes(10));

    private static final Source THERE = new Source.There(BEFORE, NOW);
    private static final Work NONE = new Work.None();
    private static final WatchRules.Known NOTHING = WatchRules.Known.NOTHING;

    private final Expectation policy = new Expectation(false, DUE);
    private final WatchedItem fresh =
            Items.item(new UUID(0, 1), "web-01", "nightly", "lab", BEFORE.minus(Duration.ofDays(9)));
    private final WatchedItem item = Items.backedUp(fresh, JobStatus.Completed, BEFORE, BEFORE);

    @Test
    void a_run_whose_backup_is_not_there_is_overdue() {
        assertThat(of(item).conditions()).singleElement().satisfies(condition -> {
            assertThat(condition.cause()).isEqualTo(AlertCause.BackupOverdue);
            assertThat(condition.group()).isEqualTo(Group.policy("nightly"));
            assertThat(condition.evidence()).isEqualTo(DUE);
            assertThat(condition.detail())
                    .isEqualTo("Its backup of 2026-03-01T22:00:00Z is missing; the newest recovery point is of"
                            + " 2026-02-28T22:00:00Z");
        });
    }

    @Test
    void a_run_whose_backup_is_there_is_not() {
        assertIsFine(Items.backedUp(item, JobStatus.Completed, AFTER, AFTER));
    }

    @Test
    void a_point_that_a_mover_with_a_slow_clock_dated_before_the_run_counts() {
        assertIsFine(Items.backedUp(item, JobStatus.CompletedWithWarnings, AFTER, DUE.minusSeconds(3)));
    }

    @Test
    void an_item_without_any_point_was_never_backed_up() {
        assertThat(of(fresh).conditions()).extracting(Condition::cause).containsExactly(AlertCause.NeverBackedUp);
        assertThat(of(Items.with(fresh, ProtectionStatus.ProtectionError, false, "nightly"))
                        .conditions())
                .extracting(Condition::cause)
                .containsExactly(AlertCause.NeverBackedUp);
    }

    @Test
    void runs_from_before_the_item_was_to_have_them_are_not_missing() {
        WatchedItem late = Items.item(new UUID(0, 1), "web-01", "nightly", "lab", DUE);
        assertIsFine(late);
        assertIsFine(Items.backedUp(late, JobStatus.Completed, BEFORE, BEFORE));
    }

    @Test
    void a_policy_without_a_run_yet_promises_nothing() {
        assertThat(WatchRules.of(item, new Expectation(false, null), THERE, NONE, NOTHING, NOW)
                        .conditions())
                .isEmpty();
    }

    @Test
    void a_backup_under_way_is_not_missing_however_long_it_takes_and_ends_no_alert_either() {
        Findings found = of(item, new Work.UnderWay());
        assertThat(found.conditions()).isEmpty();
        assertThat(found.endings()).noneMatch(ending -> ending.cause() == AlertCause.BackupOverdue);
    }

    @Test
    void a_job_in_a_queue_that_moves_is_not_missing() {
        assertThat(of(item, new Work.Waiting(DUE, true)).conditions()).isEmpty();
    }

    @Test
    void a_job_in_a_queue_that_stands_still_is_missing() {
        assertThat(of(item, new Work.Waiting(DUE, false)).conditions())
                .singleElement()
                .satisfies(condition -> assertThat(condition.detail())
                        .endsWith("a job waits since 2026-03-01T22:00:00Z, and no mover takes it"));
    }

    @Test
    void a_job_that_waits_since_before_the_run_is_missing_though_the_queue_moves() {
        assertThat(of(item, new Work.Waiting(BEFORE, true)).conditions()).hasSize(1);
    }

    @Test
    void a_run_left_out_for_a_job_that_nobody_takes_is_missing_all_the_same() {
        WatchedItem skipped = Items.skipped(Items.backedUp(item, JobStatus.Completed, BEFORE, BEFORE), DUE);
        assertThat(of(skipped, new Work.Waiting(BEFORE, false)).conditions())
                .extracting(Condition::cause)
                .containsExactly(AlertCause.BackupOverdue);
    }

    @Test
    void nothing_is_concluded_while_job_service_does_not_answer() {
        assertThat(of(item, new Work.Unknown()).conditions()).isEmpty();
    }

    @Test
    void a_run_that_somebody_cancelled_is_not_missing_but_an_item_without_a_point_is_never_backed_up() {
        assertIsFine(Items.backedUp(item, JobStatus.Cancelled, AFTER, BEFORE));
        assertThat(of(Items.backedUp(fresh, JobStatus.Cancelled, AFTER, null)).conditions())
                .extracting(Condition::cause)
                .containsExactly(AlertCause.NeverBackedUp);
    }

    @Test
    void a_run_that_was_left_out_for_another_backup_is_not_missing() {
        assertIsFine(Items.skipped(item, DUE));
    }

    @Test
    void a_run_that_failed_is_not_missing_when_there_is_an_alert_of_its_failure_else_it_is() {
        WatchedItem failed = Items.backedUp(item, JobStatus.Failed, AFTER, BEFORE);
        assertThat(WatchRules.of(failed, policy, THERE, NONE, new WatchRules.Known(AFTER, false), NOW)
                        .conditions())
                .isEmpty();
        assertThat(of(failed).conditions()).singleElement().satisfies(condition -> assertThat(condition.detail())
                .endsWith("the last one failed at 2026-03-01T22:10:00Z"));
        WatchedItem never = Items.backedUp(fresh, JobStatus.Failed, AFTER, null);
        assertThat(WatchRules.of(never, policy, THERE, NONE, new WatchRules.Known(AFTER, false), NOW)
                        .conditions())
                .isEmpty();
    }

    @Test
    void a_machine_that_is_missing_is_said_to_be_gone_and_nothing_else() {
        Findings found = WatchRules.of(item, policy, new Source.Missing(BEFORE), NONE, NOTHING, NOW);
        assertThat(found.conditions()).singleElement().satisfies(condition -> {
            assertThat(condition.cause()).isEqualTo(AlertCause.SourceGone);
            assertThat(condition.group()).isEqualTo(Group.missing("lab"));
        });
        assertThat(found.endings()).extracting(Ending::cause).contains(AlertCause.BackupOverdue);
    }

    @Test
    void a_place_that_does_not_answer_is_gone_after_a_while_and_until_then_nothing_is_concluded() {
        Source.Unreachable away = new Source.Unreachable(AFTER, "No route to host", false);
        assertThat(WatchRules.of(item, policy, away, NONE, NOTHING, NOW).conditions())
                .isEmpty();
        Source.Unreachable gone = new Source.Unreachable(AFTER, "No route to host", true);
        assertThat(WatchRules.of(item, policy, gone, NONE, NOTHING, NOW).conditions())
                .singleElement()
                .satisfies(condition -> {
                    assertThat(condition.group()).isEqualTo(Group.unreachable("lab"));
                    assertThat(condition.detail()).isEqualTo("No route to host");
                });
    }

    @Test
    void a_failed_job_that_found_the_machine_gone_is_believed_until_a_discovery_after_it() {
        Findings found = of(item);
        assertThat(found.endings())
                .filteredOn(ending -> ending.cause() == AlertCause.SourceGone)
                .extracting(Ending::group, Ending::until)
                .containsExactlyInAnyOrder(tuple("missing/lab", BEFORE), tuple("unreachable/lab", NOW));
    }

    @Test
    void while_discovery_does_not_answer_overdue_runs_are_found_all_the_same_and_nobody_is_gone_or_back() {
        Findings found = WatchRules.of(item, policy, new Source.Unknown(), NONE, NOTHING, NOW);
        assertThat(found.conditions()).extracting(Condition::cause).containsExactly(AlertCause.BackupOverdue);
        assertThat(found.endings()).noneMatch(ending -> ending.cause() == AlertCause.SourceGone);
    }

    @Test
    void what_is_paused_or_stopped_never_alerts_and_ends_what_there_was() {
        for (Findings found : new Findings[] {
            of(Items.paused(item)),
            WatchRules.of(item, new Expectation(true, DUE), new Source.Missing(BEFORE), NONE, NOTHING, NOW),
            WatchRules.of(
                    Items.with(item, ProtectionStatus.ProtectionStopped, false, null), null, THERE, NONE, NOTHING, NOW)
        }) {
            assertThat(found.conditions()).isEmpty();
            assertThat(found.endings())
                    .extracting(Ending::cause)
                    .contains(
                            AlertCause.BackupFailed,
                            AlertCause.BackupOverdue,
                            AlertCause.NeverBackedUp,
                            AlertCause.SourceGone)
                    .doesNotContain(AlertCause.RestoreFailed);
        }
    }

    @Test
    void data_that_was_deleted_alerts_at_once_and_again_two_days_before_it_goes() {
        WatchedItem deleted = Items.deleted(item, BEFORE, Duration.ofDays(14));
        assertThat(of(deleted, BEFORE.plusSeconds(1)).conditions())
                .extracting(Condition::cause)
                .containsExactly(AlertCause.DataDeleted);
        assertThat(of(deleted, BEFORE.plus(Duration.ofDays(12))).conditions())
                .extracting(Condition::cause)
                .containsExactly(AlertCause.DataDeleted, AlertCause.PurgeUpcoming);
        assertThat(of(item).endings())
                .extracting(Ending::cause)
                .contains(AlertCause.DataDeleted, AlertCause.PurgeUpcoming);
    }

    private void assertIsFine(WatchedItem its) {
        Findings found = of(its);
        assertThat(found.conditions()).isEmpty();
        assertThat(found.endings())
                .extracting(Ending::cause)
                .contains(AlertCause.BackupOverdue, AlertCause.NeverBackedUp);
    }

    private Findings of(WatchedItem its) {
        return of(its, NONE);
    }

    private Findings of(WatchedItem its, Work work) {
        return WatchRules.of(its, policy, THERE, work, NOTHING, NOW);
    }

    private Findings of(WatchedItem its, Instant now) {
        return WatchRules.of(its, null, THERE, NONE, NOTHING, now);
    }
}
