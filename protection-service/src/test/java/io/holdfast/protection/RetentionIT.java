package io.holdfast.protection;

import static io.holdfast.platform.testing.ServiceHarness.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.DryRun;
import io.holdfast.contracts.Endpoint;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.PageRequest;
import io.holdfast.contracts.backup.DeleteDataParams;
import io.holdfast.contracts.backup.RestoreTarget;
import io.holdfast.contracts.backup.TargetKind;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.job.Trigger;
import io.holdfast.contracts.protection.*;
import io.holdfast.contracts.registration.ItemKey;
import io.holdfast.platform.Ids;
import io.holdfast.platform.Json;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.ServiceHarness;
import io.holdfast.platform.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Time passes as the clock of the test says; two replicas look after the same items. */
@ExtendWith(PostgresExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RetentionIT {

    private static final Caller CALLER = new Caller("ada");
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final List<Schedule> DAILY =
            List.of(new Schedule(ScheduleKind.Daily, List.of("22:00"), List.of(), "UTC"));

    private final TestClock clock = new TestClock(Instant.parse("2031-03-03T22:00:00Z"));
    private TestDatabase database;
    private Vertx vertx;
    private ServiceHarness harness;
    private ServiceHarness replica;
    private FakeJobs jobs;
    private FakeFleet fleet;
    private int vaults;
    private String vault = "";

    @BeforeAll
    void start(TestDatabase database) {
        this.database = database;
        vertx = Vertx.vertx();
        var bus = ServiceHarness.bus(vertx);
        jobs = new FakeJobs(bus);
        fleet = new FakeFleet(bus);
        harness = ServiceHarness.start(vertx, database, new JsonObject(), clock, ProtectionMain.SERVICE);
        replica = ServiceHarness.start(vertx, database, new JsonObject(), clock, ProtectionMain.SERVICE);
    }

    @AfterAll
    void stop() {
        replica.close();
        harness.close();
        await(vertx.close());
    }

    @BeforeEach
    void makeVault() {
        vault = "vault-" + ++vaults;
        call(ProtectionEndpoints.VAULT_CREATE, new NewVault(vault, "home", null, null, null, null));
    }

    @Test
    void aPointSaysWhatKeepsItAndUntilWhen() {
        UUID item = protectedItem("web");
        UUID first = backUp(item);
        days(1);
        UUID second = backUp(item);
        assertThat(point(item, first).keptBecause()).isEqualTo("Daily");
        assertThat(point(item, first).expiresAt()).isEqualTo(clock.instant().plus(Duration.ofDays(29)));
        days(40);
        assertThat(point(item, second).keptBecause()).isEqualTo("Newest recovery point");
        assertThat(point(item, second).expiresAt()).isNull();
    }

    @Test
    void aScheduledRunThatBeginsAfterMidnightIsThePointOfTheDayItWasMeantFor() {
        UUID item = protectedItem("web");
        Instant nominal = clock.instant().plus(Duration.ofDays(1));
        days(1);
        clock.advance(Duration.ofHours(3));
        UUID asked = backUp(item);
        call(ProtectionEndpoints.RUN_DUE, new RunDue(vault, "DefaultPolicy", nominal, null, 10));
        UUID job = jobs.submitted(Operation.Backup).stream()
                .filter(submitted -> submitted.item().id().equals(item) && submitted.trigger() == Trigger.Scheduled)
                .findFirst()
                .orElseThrow()
                .id();
        UUID scheduled = backUp(item, job);
        assertThat(point(item, scheduled).expiresAt()).isEqualTo(nominal.plus(Duration.ofDays(30)));
        assertThat(point(item, asked).expiresAt()).isEqualTo(clock.instant().plus(Duration.ofDays(30)));
    }

    @Test
    void expiredPointsGoByOneJobAndTheNewestStays() {
        UUID item = protectedItem("web");
        UUID first = backUp(item);
        days(1);
        UUID second = backUp(item);
        days(1);
        UUID newest = backUp(item);
        days(60);

        JobSubmission job = pruning(item);
        assertThat(Json.from(job.params(), DeleteDataParams.class).points()).containsExactly(first, second);
        assertThat(job.trigger()).isEqualTo(Trigger.Scheduled);
        assertThat(ids(item)).containsExactly(newest);
        long token = jobs.leaseToMover(job.id());
        assertThat(call(ProtectionEndpoints.BEGIN_DELETE, new BeginDelete(job.id(), token, vault, item))
                        .points())
                .containsExactly(first, second);
        call(ProtectionEndpoints.DATA_DELETED, new DataDeleted(job.id(), token, vault, item, List.of()));
        jobs.end(job.id(), JobStatus.Completed);
        assertThat(item(item).recoveryPoints()).isEqualTo(1);
        assertThat(call(ProtectionEndpoints.KNOWN_POINTS, new KnownPoints(vault, List.of(first, second, newest)))
                        .points())
                .containsExactly(newest);
        assertThat(prunings(item)).hasSize(1);
    }

    @Test
    void ofManyItemsEachIsPrunedByOneReplicaAndOnce() {
        String counts = """
                insert into protection.items (id, vault, claim, claim_id, claim_at, machine, name, status, policy, created_at,
                                              last_occurrence, points, latest_point)
                select gen_random_uuid(), '%1$s', 'Claimed', gen_random_uuid(), now(), gen_random_uuid(), 'vm-' || i, 'Protected',
                       'DefaultPolicy', now(), now(), 20, timestamptz '%2$s'
                from generate_series(1, 400) i
                """;
        String points = """
                insert into protection.points (id, item, vault, job, time, consistency, kind, size_bytes, read_bytes, new_bytes,
                                               stored_bytes, disks, warnings, checkpoints)
                select gen_random_uuid(), i.id, i.vault, gen_random_uuid(), timestamptz '%2$s' - (n * interval '1 day'), 'Crash', 'Full',
                       1, 1, 1, 1, '[]', '[]', '{}'
                from protection.items i, generate_series(0, 19) n
                where i.vault = '%1$s'
                """;
        Instant newest = clock.instant().minus(Duration.ofDays(40));
        // at once: an item without points has nothing to prune, and is not looked at again that day
        execute("begin; " + counts.formatted(vault, newest) + ";" + points.formatted(vault, newest) + "; commit");

        await().atMost(LONG).untilAsserted(() -> assertThat(prunings()).hasSize(400));
        assertThat(prunings()).extracting(job -> job.item().id()).doesNotHaveDuplicates();
        assertThat(prunings()).allSatisfy(job -> assertThat(
                        Json.from(job.params(), DeleteDataParams.class).points())
                .hasSize(19));
    }

    private List<JobSubmission> prunings() {
        return jobs.submitted(Operation.DeleteBackupData).stream()
                .filter(job -> vault.equals(job.vault()))
                .toList();
    }

    private void execute(String sql) {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Test
    void aPruneThatFailedIsTriedAgain() {
        UUID item = protectedItem("web");
        UUID first = backUp(item);
        days(1);
        backUp(item);
        days(60);
        JobSubmission job = pruning(item);
        jobs.end(job.id(), JobStatus.Failed);
        await().atMost(LONG).untilAsserted(() -> assertThat(ids(item)).contains(first));
        clock.advance(Duration.ofHours(1));
        await().atMost(LONG).untilAsserted(() -> assertThat(prunings(item)).hasSize(2));
        assertThat(ids(item)).doesNotContain(first);
    }

    @Test
    void pinnedPointsThoseOfAStoppedItemAndOnesThatAreBeingRestoredStay() {
        UUID item = protectedItem("web");
        UUID restored = backUp(item);
        days(1);
        UUID pinned = backUp(item);
        days(1);
        UUID plain = backUp(item);
        days(1);
        UUID newest = backUp(item);
        call(
                ProtectionEndpoints.POINT_RETAIN,
                new RetainPoint(vault, item, pinned, clock.instant().plus(Duration.ofDays(500))));
        UUID restore = call(
                        ProtectionEndpoints.RESTORE,
                        new StartRestore(
                                vault,
                                item,
                                restored,
                                new RestoreTarget(TargetKind.NewMachine, "web-2", null, null, null)))
                .jobs()
                .get(0);
        UUID stopped = protectedItem("db");
        UUID old = backUp(stopped);
        days(1);
        backUp(stopped);
        call(ProtectionEndpoints.STOP, new StopProtection(vault, stopped, StopData.Keep, null, false));
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(item(stopped).status()).isEqualTo(ProtectionStatus.ProtectionStopped));
        days(100);

        assertThat(Json.from(pruning(item).params(), DeleteDataParams.class).points())
                .containsExactly(plain);
        assertThat(ids(item)).containsExactly(newest, pinned, restored);
        assertThat(prunings(stopped)).isEmpty();
        assertThat(ids(stopped)).contains(old);
        assertThat(point(stopped, old).keptBecause()).isEqualTo("Protection stopped");

        jobs.end(prunings(item).get(0).id(), JobStatus.Completed);
        jobs.end(restore, JobStatus.Completed);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(item(item).activeJob()).isNull());
        clock.advance(Duration.ofHours(1));
        await().atMost(LONG).untilAsserted(() -> assertThat(ids(item)).containsExactly(newest, pinned));
    }

    @Test
    void aCutTakesEffectAfterItsGracePeriodAndIsUndoneByUndoingIt() {
        UUID item = protectedItem("web");
        UUID old = backUp(item);
        days(10);
        backUp(item);
        Instant before = point(item, old).expiresAt();
        Instant graceEnd = clock.instant().plus(Duration.ofDays(7));

        DryRun dry = change(5, true).dryRun();
        assertThat(dry.recoveryPoints())
                .containsExactly(new DryRun.Loss(
                        old, item, "rack-1/web", point(item, old).time(), graceEnd, 30));
        assertThat(dry.bytesFreed()).isEqualTo(30);
        assertThat(point(item, old).expiresAt()).isEqualTo(before);

        edit(item, 5);
        assertThat(point(item, old).expiresAt()).isEqualTo(graceEnd);
        assertThat(point(item, old).graceUntil()).isEqualTo(graceEnd);
        assertThat(point(item, old).keptBecause())
                .isEqualTo("Grace period (Daily until 2031-"
                        + point(item, old)
                                .time()
                                .plus(Duration.ofDays(5))
                                .toString()
                                .substring(5, 10) + ")");
        days(6);
        edit(item, 30);
        assertThat(point(item, old).expiresAt()).isEqualTo(before);
        assertThat(point(item, old).graceUntil()).isNull();

        edit(item, 5);
        days(8);
        assertThat(Json.from(pruning(item).params(), DeleteDataParams.class).points())
                .containsExactly(old);
    }

    @Test
    void aDeletedPointIsHiddenComesBackAndIsPurgedInTheEnd() {
        UUID item = protectedItem("web");
        UUID first = backUp(item);
        days(1);
        UUID second = backUp(item);
        Instant purgeAt = clock.instant().plus(Duration.ofDays(14));
        assertThat(call(ProtectionEndpoints.POINT_DELETE, new PointKey(vault, item, first, true))
                        .dryRun()
                        .recoveryPoints())
                .extracting(DryRun.Loss::goesAt)
                .containsExactly(purgeAt);

        assertThat(call(ProtectionEndpoints.POINT_DELETE, PointKey.of(vault, item, first))
                        .jobs())
                .isEmpty();
        assertThat(ids(item)).containsExactly(second);
        assertThat(item(item).recoveryPoints()).isEqualTo(1);
        assertThat(deleted(item)).containsExactly(first);
        assertThat(point(item, first))
                .extracting(RecoveryPoint::keptBecause, RecoveryPoint::deletedAt, RecoveryPoint::purgeAt)
                .containsExactly("Deleted", clock.instant(), purgeAt);
        assertRefused(ErrorCode.SoftDeleted, ProtectionEndpoints.POINT_DELETE, PointKey.of(vault, item, first));
        assertRefused(
                ErrorCode.RecoveryPointPinned, ProtectionEndpoints.POINT_DELETE, PointKey.of(vault, item, second));

        assertThat(call(ProtectionEndpoints.POINT_UNDELETE, PointKey.of(vault, item, first))
                        .keptBecause())
                .isEqualTo("Daily");
        assertThat(ids(item)).containsExactly(second, first);
        assertRefused(ErrorCode.NotDeleted, ProtectionEndpoints.POINT_UNDELETE, PointKey.of(vault, item, first));

        call(ProtectionEndpoints.POINT_DELETE, PointKey.of(vault, item, first));
        days(15);
        assertThat(Json.from(pruning(item).params(), DeleteDataParams.class).points())
                .containsExactly(first);
    }

    @Test
    void anUndeletedPointWhoseTimeIsOverGetsTheGracePeriod() {
        UUID item = protectedItem("web");
        UUID first = backUp(item);
        days(25);
        backUp(item);
        call(ProtectionEndpoints.POINT_DELETE, PointKey.of(vault, item, first));
        days(10);
        assertThat(call(ProtectionEndpoints.POINT_UNDELETE, PointKey.of(vault, item, first))
                        .expiresAt())
                .isEqualTo(clock.instant().plus(Duration.ofDays(7)));
    }

    @Test
    void theDataOfADeletedItemComesBackUntilItIsPurged() {
        UUID item = protectedItem("web");
        UUID point = backUp(item);
        Instant purgeAt = clock.instant().plus(Duration.ofDays(14));
        StopProtection delete = new StopProtection(vault, item, StopData.Delete, "web", false);
        call(ProtectionEndpoints.STOP, delete);
        assertThat(item(item))
                .extracting(ProtectedItem::status, ProtectedItem::deletedAt, ProtectedItem::purgeAt)
                .containsExactly(ProtectionStatus.SoftDeleted, clock.instant(), purgeAt);
        assertThat(items(false)).isEmpty();
        assertThat(items(true)).containsExactly(item);
        assertThat(point(item, point).purgeAt()).isEqualTo(purgeAt);
        settled(item);
        assertRefused(ErrorCode.SoftDeleted, ProtectionEndpoints.STOP, delete);
        assertRefused(
                ErrorCode.SoftDeleted,
                ProtectionEndpoints.RESTORE,
                new StartRestore(
                        vault, item, point, new RestoreTarget(TargetKind.NewMachine, "web-2", null, null, null)));
        assertThat(blockers()).contains("SoftDeletedItems").doesNotContain("ProtectedItems", "RecoveryPoints");

        assertThat(call(ProtectionEndpoints.UNDELETE, ItemKey.of(vault, item)).status())
                .isEqualTo(ProtectionStatus.ProtectionStopped);
        assertThat(ids(item)).containsExactly(point);
        assertRefused(ErrorCode.NotDeleted, ProtectionEndpoints.UNDELETE, ItemKey.of(vault, item));
        call(ProtectionEndpoints.RESUME, new ResumeProtection(vault, item, null));
        await().atMost(LONG).untilAsserted(() -> assertThat(item(item).status()).isEqualTo(ProtectionStatus.Protected));
        settled(item);

        call(ProtectionEndpoints.STOP, delete);
        settled(item);
        days(15);
        JobSubmission purge = pruning(item);
        assertThat(Json.from(purge.params(), DeleteDataParams.class).everything())
                .isTrue();
        assertRefused(ErrorCode.ItemBusy, ProtectionEndpoints.UNDELETE, ItemKey.of(vault, item));
        long token = jobs.leaseToMover(purge.id());
        call(ProtectionEndpoints.DATA_DELETED, new DataDeleted(purge.id(), token, vault, item, List.of()));
        assertThat(fleet.isClaimed(item)).isFalse();
    }

    @Test
    void deletedDataIsPurgedEarlyByWhoTypesTheName() {
        UUID item = protectedItem("web");
        assertRefused(ErrorCode.NotDeleted, ProtectionEndpoints.PURGE, new PurgeItem(vault, item, "web"));
        backUp(item);
        call(ProtectionEndpoints.STOP, new StopProtection(vault, item, StopData.Delete, "web", false));
        settled(item);
        assertRefused(ErrorCode.ConfirmationMismatch, ProtectionEndpoints.PURGE, new PurgeItem(vault, item, "Web"));
        call(ProtectionEndpoints.PURGE, new PurgeItem(vault, item, "web"));
        assertThat(Json.from(pruning(item).params(), DeleteDataParams.class).everything())
                .isTrue();
        assertThat(pruning(item).trigger()).isEqualTo(Trigger.OnDemand);
    }

    @Test
    void anItemWithoutDataIsDeletedAtOnce() {
        UUID item = protectedItem("web");
        call(ProtectionEndpoints.STOP, new StopProtection(vault, item, StopData.Delete, "web", false));
        assertThat(Json.from(pruning(item).params(), DeleteDataParams.class).everything())
                .isTrue();
    }

    // --------------------------------------------------------------------------------------------

    private void settled(UUID item) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(item(item).activeJob()).isNull());
    }

    private List<UUID> deleted(UUID item) {
        return call(ProtectionEndpoints.POINT_LIST, new ListPoints(vault, item, null, null, true, PageRequest.first()))
                .items()
                .stream()
                .map(RecoveryPoint::id)
                .toList();
    }

    private List<UUID> items(boolean deleted) {
        return call(
                        ProtectionEndpoints.ITEM_LIST,
                        new ListProtectedItems(
                                new ProtectedItemFilter(vault, List.of(), null, List.of(), null, deleted),
                                PageRequest.first()))
                .items()
                .stream()
                .map(ProtectedItem::id)
                .toList();
    }

    private List<String> blockers() {
        try {
            call(ProtectionEndpoints.VAULT_DELETE, VaultName.of(vault));
            return List.of();
        } catch (HoldfastException refused) {
            return refused.failure().errors().stream().map(FieldError::code).toList();
        }
    }

    private <Q, R> void assertRefused(ErrorCode code, Endpoint<Q, R> endpoint, Q request) {
        assertThatThrownBy(() -> call(endpoint, request))
                .isInstanceOfSatisfying(HoldfastException.class, refused -> assertThat(refused.code())
                        .isEqualTo(code));
    }

    private PolicyChange change(int days, boolean dryRun) {
        Retention retention = new Retention(new Retention.Daily(days), null, null, null);
        return call(
                ProtectionEndpoints.POLICY_CHANGE,
                new ChangePolicy(vault, "DefaultPolicy", DAILY, retention, null, dryRun));
    }

    private void edit(UUID item, int days) {
        change(days, false);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(item(item).policyPending()).isFalse());
    }

    private void days(int days) {
        clock.advance(Duration.ofDays(days));
    }

    private List<JobSubmission> prunings(UUID item) {
        return jobs.submitted(Operation.DeleteBackupData).stream()
                .filter(job -> job.item().id().equals(item))
                .toList();
    }

    private JobSubmission pruning(UUID item) {
        await().atMost(LONG).untilAsserted(() -> assertThat(prunings(item)).isNotEmpty());
        return prunings(item).get(0);
    }

    private UUID protectedItem(String name) {
        UUID item = fleet.register(vault, name);
        call(ProtectionEndpoints.PROTECT, new ProtectItems(vault, List.of(item), "DefaultPolicy", null));
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(item(item).status()).isEqualTo(ProtectionStatus.InitialBackupPending));
        return item;
    }

    private UUID backUp(UUID item) {
        return backUp(
                item,
                call(ProtectionEndpoints.BACKUP_NOW, new BackupNow(vault, item, null))
                        .jobs()
                        .get(0));
    }

    private UUID backUp(UUID item, UUID job) {
        long token = jobs.leaseToMover(job);
        call(ProtectionEndpoints.BEGIN_BACKUP, new BeginBackup(job, token, vault, item));
        RecoveryPoint point = newPoint(item, job);
        call(ProtectionEndpoints.COMMIT_POINT, new CommitPoint(job, token, point, Map.of()));
        jobs.end(job, JobStatus.Completed);
        return point.id();
    }

    private RecoveryPoint newPoint(UUID item, UUID job) {
        return new RecoveryPoint(
                Ids.next(),
                item,
                vault,
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                Consistency.Crash,
                PointKind.Full,
                "first backup",
                1000,
                500,
                100,
                30,
                12L,
                List.of(new PointDisk("vda", 1000)),
                List.of(),
                "",
                null,
                null,
                null,
                null,
                null,
                null,
                job);
    }

    private RecoveryPoint point(UUID item, UUID point) {
        return call(ProtectionEndpoints.POINT_GET, PointKey.of(vault, item, point));
    }

    private List<UUID> ids(UUID item) {
        return call(ProtectionEndpoints.POINT_LIST, new ListPoints(vault, item, null, null, false, PageRequest.first()))
                .items()
                .stream()
                .map(RecoveryPoint::id)
                .toList();
    }

    private ProtectedItem item(UUID item) {
        return call(ProtectionEndpoints.ITEM_GET, ItemKey.of(vault, item));
    }

    private <Q, R> R call(Endpoint<Q, R> endpoint, Q request) {
        return await(harness.bus().call(endpoint, request, CALLER));
    }
}
