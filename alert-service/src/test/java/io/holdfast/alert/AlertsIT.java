package io.holdfast.alert;

import static io.holdfast.platform.testing.ServiceHarness.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.PageRequest;
import io.holdfast.contracts.alert.Alert;
import io.holdfast.contracts.alert.AlertCause;
import io.holdfast.contracts.alert.AlertCounts;
import io.holdfast.contracts.alert.AlertEndpoints;
import io.holdfast.contracts.alert.AlertFilter;
import io.holdfast.contracts.alert.AlertItem;
import io.holdfast.contracts.alert.AlertItemPage;
import io.holdfast.contracts.alert.AlertSeverity;
import io.holdfast.contracts.alert.AlertStatus;
import io.holdfast.contracts.alert.CountAlerts;
import io.holdfast.contracts.alert.ListAlertItems;
import io.holdfast.contracts.alert.ListAlerts;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.protection.WatchedItem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes an alert, what does not, and how it ends. */
class AlertsIT {
    private static final Caller ANNA = new Caller("anna");

    @TempDir
    Path folder;

    private Station station;
    private World world;

    @BeforeEach
    void start() {
        station = new Station(folder);
        world = station.world;
        world.policy("nightly", Station.daily("22:00"));
    }

    @AfterEach
    void stop() {
        station.close();
    }

    @Test
    void damage_that_a_verification_finds_is_one_alert_for_the_vault_until_another_finds_it_healed() {
        WatchedItem web = world.protect("web-01", "nightly", "lab");
        WatchedItem db = world.protect("db-01", "nightly", "lab");
        world.verify(List.of(web, db), List.of());

        Alert alert = station.only(AlertCause.DataDamaged, 2);
        assertThat(alert.title()).isEqualTo("Backup data of 2 machines is damaged");
        assertThat(alert.severity()).isEqualTo(AlertSeverity.Critical);
        assertThat(alert.items())
                .extracting(AlertItem::detail)
                .containsOnly("2 recovery points cannot be restored whole");

        station.clock.advance(Duration.ofHours(1));
        world.backup(web, JobStatus.Completed, null);
        station.clock.advance(Duration.ofHours(1));
        world.verify(List.of(db), List.of(web));
        station.until(() -> assertThat(station.only(AlertCause.DataDamaged, 1).title())
                .isEqualTo("Backup data of shop/db-01 is damaged"));
        station.clock.advance(Duration.ofHours(1));
        world.verify(List.of(), List.of(db));
        station.until(() -> assertThat(station.alerts())
                .allSatisfy(it -> assertThat(it.status()).isEqualTo(AlertStatus.Resolved)));
    }

    @Test
    void a_failed_backup_is_an_alert_until_a_later_one_succeeds() {
        WatchedItem web = world.protect("web-01", "nightly", "lab");
        Job job = world.backup(web, JobStatus.Failed, ErrorCode.DiskMissing);

        Alert alert = station.only(AlertCause.BackupFailed, 1);
        assertThat(alert.title()).isEqualTo("Backup of shop/web-01 failed: A disk of the machine is missing");
        assertThat(alert.recommendation()).isEqualTo(ErrorCode.DiskMissing.recommendation());
        assertThat(alert.severity()).isEqualTo(AlertSeverity.Critical);
        assertThat(alert.items()).singleElement().satisfies(item -> {
            assertThat(item.id()).isEqualTo(web.id());
            assertThat(item.job()).isEqualTo(job.id());
        });

        station.clock.advance(Duration.ofMinutes(1));
        world.backup(web, JobStatus.Completed, null);
        station.until(() -> assertThat(station.alerts()).singleElement().satisfies(it -> {
            assertThat(it.id()).isEqualTo(alert.id());
            assertThat(it.status()).isEqualTo(AlertStatus.Resolved);
            assertThat(it.resolvedBy()).isEqualTo("service:alert");
            assertThat(it.items()).singleElement().satisfies(item -> assertThat(item.endedAt())
                    .isNotNull());
        }));
    }

    @Test
    void a_failure_that_repeats_counts_up_and_another_kind_of_failure_takes_its_place() {
        WatchedItem web = world.protect("web-01", "nightly", "lab");
        world.backup(web, JobStatus.Failed, ErrorCode.DiskMissing);
        UUID first = station.only(AlertCause.BackupFailed, 1).id();
        station.clock.advance(Duration.ofMinutes(1));
        world.backup(web, JobStatus.Failed, ErrorCode.DiskMissing);
        station.until(() -> assertThat(station.open()).singleElement().satisfies(alert -> {
            assertThat(alert.id()).isEqualTo(first);
            assertThat(alert.count()).isEqualTo(2);
        }));
        station.clock.advance(Duration.ofMinutes(1));
        world.backup(web, JobStatus.Failed, ErrorCode.FreezeFailed);
        station.until(() -> assertThat(station.open()).singleElement().satisfies(alert -> assertThat(alert.code())
                .isEqualTo("FreezeFailed")));
    }

    @Test
    void a_full_vault_is_one_alert_with_all_its_items_which_leave_one_by_one() {
        List<WatchedItem> fleet = fleet(3, "lab");
        fleet.forEach(item -> world.backup(item, JobStatus.Failed, ErrorCode.VaultFull));
        Alert alert = station.only(AlertCause.BackupFailed, 3);
        assertThat(alert.title()).isEqualTo("Backups of 3 machines failed: The vault's storage is full");

        station.clock.advance(Duration.ofMinutes(1));
        world.backup(fleet.get(0), JobStatus.Completed, null);
        station.only(AlertCause.BackupFailed, 2);
        world.backup(fleet.get(1), JobStatus.Completed, null);
        world.backup(fleet.get(2), JobStatus.Completed, null);
        station.none();
    }

    @Test
    void a_dead_subscription_is_one_alert_with_all_its_items_whether_their_backups_fail_or_are_not_even_tried() {
        List<WatchedItem> fleet = fleet(100, "lab");
        fleet.subList(0, 60).forEach(item -> world.backup(item, JobStatus.Failed, ErrorCode.FabricUnavailable));
        world.kill("lab");
        Alert alert = station.only(AlertCause.SourceGone, 60);
        station.checked();
        station.clock.advance(Duration.ofHours(12));
        station.checked();
        station.checked();
        Alert grown = station.only(AlertCause.SourceGone, 100);
        assertThat(grown.id()).isEqualTo(alert.id());
        assertThat(grown.title()).isEqualTo("Subscription lab cannot be reached: no backups of 100 machines");
        assertThat(grown.items()).hasSize(Alert.FIRST_ITEMS);

        assertThat(allItems(grown.id())).hasSize(100);

        world.revive("lab");
        station.checked();
        // the place is there again, its backups are not
        station.only(AlertCause.NeverBackedUp, 100);
    }

    @Test
    void a_subscription_that_is_away_for_a_moment_alerts_nobody() {
        fleet(3, "lab");
        world.kill("lab");
        station.checked();
        world.revive("lab");
        station.checked();
        station.clock.advance(Duration.ofMinutes(10));
        station.checked();
        assertThat(station.alerts()).isEmpty();
    }

    @Test
    void machines_that_are_missing_are_an_alert_until_a_discovery_sees_them_again() {
        List<WatchedItem> fleet = fleet(2, "lab");
        fleet.forEach(world::lose);
        station.checkAgain();
        Alert alert = station.only(AlertCause.SourceGone, 2);
        assertThat(alert.title()).isEqualTo("2 machines are not found on subscription lab");
        assertThat(alert.severity()).isEqualTo(AlertSeverity.Warning);
        world.find(fleet.get(0));
        station.checkAgain();
        station.only(AlertCause.SourceGone, 1);
        world.find(fleet.get(1));
        station.checkAgain();
        station.none();
    }

    @Test
    void runs_that_nobody_starts_are_overdue_and_one_alert_a_policy() {
        List<WatchedItem> fleet = fleet(20, "lab");
        fleet.forEach(item -> world.backup(item, JobStatus.Completed, null));
        station.clock.set(Station.TONIGHT.plus(Duration.ofMinutes(45)));
        station.checked();
        assertThat(station.alerts()).isEmpty();

        station.clock.set(Station.TONIGHT.plus(Duration.ofMinutes(61)));
        station.checked();
        Alert alert = station.only(AlertCause.BackupOverdue, 20);
        assertThat(alert.title()).isEqualTo("Backups of 20 machines by policy nightly are overdue");
        assertThat(alert.policy()).isEqualTo("nightly");
        fleet.forEach(item -> world.backup(item, JobStatus.Completed, null));
        station.none();
    }

    @Test
    void overdue_runs_are_found_while_discovery_is_dead_too() {
        WatchedItem web = world.protect("web-01", "nightly", "lab");
        world.discoveryAway(true);
        station.clock.set(Station.TONIGHT.plus(Duration.ofHours(2)));
        station.checkAgain();
        assertThat(station.only(AlertCause.NeverBackedUp, 1).items().get(0).id())
                .isEqualTo(web.id());
    }

    @Test
    void a_backup_under_way_is_not_overdue_but_one_that_no_mover_takes_is() {
        WatchedItem web = world.protect("web-01", "nightly", "lab");
        world.backup(web, JobStatus.Completed, null);
        station.clock.set(Station.TONIGHT);
        Job job = world.begin(web, JobStatus.InProgress);
        station.clock.advance(Duration.ofHours(20));
        station.checked();
        assertThat(station.alerts()).isEmpty();

        world.status(job, JobStatus.Queued);
        station.checkAgain();
        station.only(AlertCause.BackupOverdue, 1);
    }

    @Test
    void a_backup_that_has_ended_and_is_not_settled_yet_is_not_overdue() {
        WatchedItem web = world.protect("web-01", "nightly", "lab");
        world.backup(web, JobStatus.Completed, null);
        station.clock.set(Station.TONIGHT);
        Job job = world.begin(web, JobStatus.InProgress);
        world.status(job, JobStatus.Completed);
        station.clock.advance(Duration.ofHours(2));
        station.checked();
        assertThat(station.alerts()).isEmpty();
    }

    @Test
    void what_is_paused_ends_its_alerts_and_gets_no_new_ones() {
        WatchedItem web = world.protect("web-01", "nightly", "lab");
        WatchedItem db = world.protect("db-01", "nightly", "lab");
        world.backup(web, JobStatus.Failed, ErrorCode.DiskMissing);
        world.backup(db, JobStatus.Failed, ErrorCode.DiskMissing);
        station.until(() -> assertThat(station.open()).hasSize(2));
        world.change(web.id(), Items::paused);
        station.checkAgain();
        station.until(() -> assertThat(station.open()).hasSize(1));
        world.pause("nightly");
        station.checkAgain();
        station.none();
        world.lose(web);
        world.backup(web, JobStatus.Failed, ErrorCode.DiskMissing);
        station.clock.set(Station.TONIGHT.plus(Duration.ofHours(3)));
        station.checked();
        assertThat(station.open()).isEmpty();
    }

    @Test
    void an_item_that_is_not_protected_any_more_ends_its_alerts() {
        WatchedItem web = world.protect("web-01", "nightly", "lab");
        world.protect("db-01", "nightly", "lab");
        world.backup(web, JobStatus.Failed, ErrorCode.DiskMissing);
        world.restore(web, JobStatus.Failed, ErrorCode.TargetFull);
        station.until(() -> assertThat(station.open()).hasSize(2));
        world.remove(web.id());
        station.checked();
        station.none();
    }

    @Test
    void what_somebody_resolved_stays_resolved_until_something_new_says_so() {
        WatchedItem web = world.protect("web-01", "nightly", "lab");
        world.backup(web, JobStatus.Completed, null);
        station.clock.set(Station.TONIGHT.plus(Duration.ofHours(2)));
        station.checkAgain();
        Alert alert = station.only(AlertCause.BackupOverdue, 1);
        assertThat(station.resolve(alert.id()).resolvedBy()).isEqualTo("anna");
        station.checked();
        assertThat(station.open()).isEmpty();

        station.clock.advance(Duration.ofDays(1));
        station.checkAgain();
        Alert next = station.only(AlertCause.BackupOverdue, 1);
        assertThat(next.id()).isNotEqualTo(alert.id());
        assertThatThrownBy(() -> station.resolve(alert.id()))
                .isInstanceOfSatisfying(HoldfastException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.AlertResolved));
    }

    @Test
    void a_failure_somebody_resolved_is_not_brought_up_again_as_overdue() {
        WatchedItem web = world.protect("web-01", "nightly", "lab");
        world.backup(web, JobStatus.Completed, null);
        station.clock.set(Station.TONIGHT.plus(Duration.ofMinutes(5)));
        world.backup(web, JobStatus.Failed, ErrorCode.DiskMissing);
        station.resolve(station.only(AlertCause.BackupFailed, 1).id());
        station.clock.advance(Duration.ofHours(2));
        station.checked();
        assertThat(station.open()).isEmpty();
    }

    @Test
    void an_acknowledged_alert_stays_acknowledged_while_it_grows() {
        List<WatchedItem> fleet = fleet(2, "lab");
        world.backup(fleet.get(0), JobStatus.Failed, ErrorCode.VaultFull);
        Alert alert = station.only(AlertCause.BackupFailed, 1);
        Alert taken = station.acknowledge(alert.id(), "ordering disks");
        assertThat(taken.status()).isEqualTo(AlertStatus.Acknowledged);
        assertThat(taken.acknowledgedBy()).isEqualTo("anna");
        assertThat(counts()).isEqualTo(new AlertCounts(0, 0, 1));
        world.backup(fleet.get(1), JobStatus.Failed, ErrorCode.VaultFull);
        Alert grown = station.only(AlertCause.BackupFailed, 2);
        assertThat(grown.status()).isEqualTo(AlertStatus.Acknowledged);
        assertThat(grown.note()).isEqualTo("ordering disks");
    }

    @Test
    void deleted_data_is_an_alert_until_it_is_undeleted() {
        WatchedItem web = world.protect("web-01", "nightly", "lab");
        world.change(web.id(), it -> Items.deleted(it, station.clock.instant(), Duration.ofDays(14)));
        station.checkAgain();
        assertThat(station.only(AlertCause.DataDeleted, 1).title()).isEqualTo("Backup data of shop/web-01 was deleted");
        station.clock.advance(Duration.ofDays(12));
        station.until(() -> assertThat(station.open())
                .extracting(Alert::cause)
                .containsExactlyInAnyOrder(AlertCause.DataDeleted, AlertCause.PurgeUpcoming));
        world.change(web.id(), it -> web);
        world.pause("nightly");
        station.checkAgain();
        station.none();
    }

    @Test
    void the_alerts_of_a_deleted_vault_go_with_it() {
        WatchedItem web = world.protect("web-01", "nightly", "lab");
        world.backup(web, JobStatus.Failed, ErrorCode.DiskMissing);
        station.only(AlertCause.BackupFailed, 1);
        world.removeVault("main");
        station.checkAgain();
        station.until(() -> assertThat(station.alerts()).isEmpty());
    }

    @Test
    void lists_are_filtered_and_paged() {
        List<WatchedItem> fleet = fleet(5, "lab");
        fleet.forEach(item -> world.backup(item, JobStatus.Failed, ErrorCode.DiskMissing));
        world.lose(fleet.get(0));
        station.checkAgain();
        station.until(() -> assertThat(station.open()).hasSize(6));
        assertThat(station.alerts(new AlertFilter(null, List.of(), List.of(), List.of(AlertSeverity.Warning), null)))
                .extracting(Alert::cause)
                .containsExactly(AlertCause.SourceGone);
        assertThat(station.alerts(new AlertFilter(
                        null,
                        List.of(AlertStatus.Open),
                        List.of(AlertCause.BackupFailed),
                        List.of(),
                        fleet.get(1).id())))
                .hasSize(1);
        assertThat(counts()).isEqualTo(new AlertCounts(5, 1, 0));

        List<UUID> paged = new ArrayList<>();
        String cursor = null;
        do {
            var page = await(station.bus()
                    .call(
                            AlertEndpoints.LIST,
                            new ListAlerts(
                                    new AlertFilter("main", List.of(), List.of(), List.of(), null),
                                    new PageRequest(2, cursor)),
                            ANNA));
            page.items().forEach(alert -> paged.add(alert.id()));
            cursor = page.nextCursor();
        } while (cursor != null);
        assertThat(paged)
                .containsExactlyElementsOf(
                        station.alerts().stream().map(Alert::id).toList());
    }

    @Test
    void ten_thousand_items_are_checked_in_twenty_pages() {
        List<WatchedItem> fleet = fleet(10_000, "lab");
        int before = world.itemPages();
        station.clock.set(Station.TONIGHT.plus(Duration.ofHours(2)));
        long begun = System.nanoTime();
        station.only(AlertCause.NeverBackedUp, fleet.size());
        System.out.printf("check of 10,000 items that are all wrong: %d ms%n", (System.nanoTime() - begun) / 1_000_000);
        assertThat(world.itemPages() - before).isLessThanOrEqualTo(21);
        int first = world.itemPages();
        begun = System.nanoTime();
        station.checkAgain();
        station.until(() -> assertThat(world.itemPages() - first).isGreaterThanOrEqualTo(20));
        System.out.printf("the next one: %d ms%n", (System.nanoTime() - begun) / 1_000_000);
    }

    private AlertCounts counts() {
        return await(station.bus().call(AlertEndpoints.COUNT, new CountAlerts("main"), ANNA));
    }

    private List<AlertItem> allItems(UUID alert) {
        List<AlertItem> all = new ArrayList<>();
        String cursor = null;
        do {
            AlertItemPage page = await(station.bus()
                    .call(AlertEndpoints.ITEMS, new ListAlertItems(alert, new PageRequest(30, cursor)), ANNA));
            all.addAll(page.items());
            cursor = page.nextCursor();
        } while (cursor != null);
        return all;
    }

    private List<WatchedItem> fleet(int size, String subscription) {
        return IntStream.range(0, size)
                .mapToObj(i -> world.protect("m%05d".formatted(i), "nightly", subscription))
                .toList();
    }
}
