package io.holdfast.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.alert.AlertCause;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.protection.ProtectionStatus;
import io.holdfast.contracts.protection.WatchedItem;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FailureRulesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final UUID ID = new UUID(0, 1);

    private final WatchedItem item = Items.item(ID, "web-01", "nightly", "lab", NOW.minusSeconds(60));

    @ParameterizedTest
    @CsvSource({
        // its own trouble is its own alert, one for each kind of trouble
        "DiskMissing,       BackupFailed, item/00000000-0000-0000-0000-000000000001/DiskMissing",
        "FreezeFailed,      BackupFailed, item/00000000-0000-0000-0000-000000000001/FreezeFailed",
        "AttemptsExhausted, BackupFailed, item/00000000-0000-0000-0000-000000000001/AttemptsExhausted",
        // what every item of the vault feels is one
        "VaultFull,         BackupFailed, code/VaultFull",
        "VaultUnavailable,  BackupFailed, code/VaultUnavailable",
        "WrongKey,          BackupFailed, code/WrongKey",
        // a dead place is one
        "FabricUnavailable, SourceGone,   unreachable/lab",
        // a machine that is gone is gone, and not a failed backup
        "MachineNotFound,   SourceGone,   missing/lab",
        "MachineMissing,    SourceGone,   missing/lab",
        "SourceGone,        SourceGone,   missing/lab",
    })
    void a_failed_backup_is_put_down_to_what_broke(ErrorCode code, AlertCause cause, String group) {
        assertThat(failed(code).conditions()).singleElement().satisfies(condition -> {
            assertThat(condition.cause()).isEqualTo(cause);
            assertThat(condition.group().key()).isEqualTo(group);
            assertThat(condition.evidence()).isEqualTo(NOW);
            assertThat(condition.detail()).contains(code.title());
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"JobConflict", "ItemBusy", "BackupInProgress"})
    void that_another_operation_was_running_alerts_nobody(ErrorCode code) {
        assertThat(failed(code).isEmpty()).isTrue();
        assertThat(of(Operation.Restore, JobStatus.Failed, code, item, false).isEmpty())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"Cancelled", "Queued", "InProgress", "Cancelling"})
    void what_was_cancelled_or_has_not_ended_alerts_nobody(JobStatus status) {
        assertThat(of(Operation.Backup, status, null, item, false).isEmpty()).isTrue();
    }

    @Test
    void items_that_are_paused_stopped_deleted_or_gone_never_alert() {
        ErrorCode code = ErrorCode.DiskMissing;
        assertThat(of(Operation.Backup, JobStatus.Failed, code, Items.paused(item), false)
                        .isEmpty())
                .isTrue();
        assertThat(of(Operation.Backup, JobStatus.Failed, code, item, true).isEmpty())
                .isTrue();
        assertThat(of(Operation.Backup, JobStatus.Failed, code, null, false).isEmpty())
                .isTrue();
        for (ProtectionStatus status : new ProtectionStatus[] {
            ProtectionStatus.ProtectionStopped, ProtectionStatus.BackupsSuspended, ProtectionStatus.SoftDeleted
        }) {
            WatchedItem stopped = Items.with(item, status, false, null);
            assertThat(of(Operation.Backup, JobStatus.Failed, code, stopped, false)
                            .isEmpty())
                    .isTrue();
        }
    }

    @Test
    void a_failure_before_a_later_backup_is_no_news() {
        WatchedItem later = Items.backedUp(item, JobStatus.Completed, NOW.plusSeconds(1), NOW);
        assertThat(of(Operation.Backup, JobStatus.Failed, ErrorCode.DiskMissing, later, false)
                        .isEmpty())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"Completed", "CompletedWithWarnings"})
    void a_backup_that_succeeds_ends_all_that_was_wrong_with_backups(JobStatus status) {
        assertThat(of(Operation.Backup, status, null, item, false).endings())
                .extracting(Ending::cause)
                .containsExactlyInAnyOrder(
                        AlertCause.BackupFailed,
                        AlertCause.BackupOverdue,
                        AlertCause.NeverBackedUp,
                        AlertCause.SourceGone);
    }

    @Test
    void a_restore_that_fails_alerts_though_its_item_is_stopped_and_one_that_succeeds_ends_that() {
        WatchedItem stopped = Items.with(item, ProtectionStatus.ProtectionStopped, false, null);
        assertThat(of(Operation.Restore, JobStatus.Failed, ErrorCode.TargetFull, stopped, false)
                        .conditions())
                .extracting(Condition::cause)
                .containsExactly(AlertCause.RestoreFailed);
        assertThat(of(Operation.Restore, JobStatus.Completed, null, stopped, false)
                        .endings())
                .extracting(Ending::cause)
                .containsExactly(AlertCause.RestoreFailed);
    }

    private Findings failed(ErrorCode code) {
        return of(Operation.Backup, JobStatus.Failed, code, item, false);
    }

    private Findings of(
            Operation operation,
            JobStatus status,
            @Nullable ErrorCode code,
            @Nullable WatchedItem about,
            boolean policyPaused) {
        Job job = Items.job(item, operation, status, code, NOW);
        return FailureRules.of(job, about, policyPaused);
    }
}
