package io.holdfast.protection;

import static io.holdfast.platform.testing.ServiceHarness.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.Endpoint;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.PageRequest;
import io.holdfast.contracts.backup.BackupParams;
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
import io.holdfast.platform.testing.FakeClock;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.ServiceHarness;
import io.holdfast.platform.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs of policies' schedules, as schedulers ask for them.
 */
@ExtendWith(PostgresExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DueRunsIT {

    private static final Caller SCHEDULER = Caller.service("scheduler");
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant TONIGHT = Instant.parse("2026-03-01T22:00:00Z");
    private static final Instant TOMORROW = Instant.parse("2026-03-02T22:00:00Z");
    private static final List<Schedule> DAILY =
            List.of(new Schedule(ScheduleKind.Daily, List.of("22:00"), List.of(), "UTC"));
    private static final Retention SHORT = new Retention(new Retention.Daily(3), null, null, null);

    private final List<ItemChanged> changes = new CopyOnWriteArrayList<>();
    private final List<PolicyChanged> policyHints = new CopyOnWriteArrayList<>();
    private final FakeClock clock = new FakeClock(NOON);
    private Vertx vertx;
    private ServiceHarness harness;
    private FakeJobs jobs;
    private FakeFleet fleet;
    private int vaults;
    private String vault = "";

    @BeforeAll
    void start(TestDatabase database) {
        vertx = Vertx.vertx();
        var bus = ServiceHarness.bus(vertx);
        jobs = new FakeJobs(bus);
        fleet = new FakeFleet(bus);
        await(bus.subscribe(ProtectionEndpoints.ITEM_CHANGED, changes::add));
        await(bus.subscribe(ProtectionEndpoints.POLICY_CHANGED, policyHints::add));
        harness = ServiceHarness.start(vertx, database, new JsonObject(), clock, ProtectionMain.SERVICE);
    }

    @AfterAll
    void stop() {
        harness.close();
        await(vertx.close());
    }

    @BeforeEach
    void makeVault() {
        vault = "vault-" + ++vaults;
        call(ProtectionEndpoints.VAULT_CREATE, new NewVault(vault, "home", null, null, null, null));
    }

    @AfterEach
    void healFakes() {
        clock.set(NOON);
        jobs.away(false);
        jobs.silent(false);
        jobs.hold();
    }

    @Test
    void everyItemOfThePolicyGetsOneBackupWithTheNominalTimeOfItsRun() {
        UUID web = protectedItem("web");
        UUID db = protectedItem("db");
        DueRun run = run(TONIGHT, null, 100);
        assertThat(run).isEqualTo(new DueRun(2, 0, latest(web, db), false));
        assertThat(backups()).hasSize(2).allSatisfy(job -> {
            assertThat(job.trigger()).isEqualTo(Trigger.Scheduled);
            assertThat(job.createdBy()).isEqualTo("service:scheduler");
            assertThat(job.dedupKey()).isEqualTo("backup:" + job.item().id() + ":2026-03-01T22:00:00Z");
            assertThat(Json.from(job.params(), BackupParams.class).nominal()).isEqualTo(TONIGHT);
        });
        assertThat(item(web).activeJob()).isNotNull();
    }

    @Test
    void aRunThatIsAskedForAgainFindsNothingToDo() {
        protectedItem("web");
        run(TONIGHT, null, 100);
        assertThat(run(TONIGHT, null, 100)).isEqualTo(new DueRun(0, 0, null, false));
        assertThat(run(TONIGHT.minusSeconds(60), null, 100)).isEqualTo(new DueRun(0, 0, null, false));
        assertThat(backups()).hasSize(1);
    }

    @Test
    void itemsAreRunPageByPage() {
        List<UUID> items = IntStream.range(0, 5)
                .mapToObj(i -> protectedItem("web-" + i))
                .sorted((a, b) -> a.toString().compareTo(b.toString()))
                .toList();
        DueRun first = run(TONIGHT, null, 2);
        assertThat(first).isEqualTo(new DueRun(2, 0, items.get(1), true));
        DueRun second = run(TONIGHT, first.lastItem(), 2);
        assertThat(second).isEqualTo(new DueRun(2, 0, items.get(3), true));
        assertThat(run(TONIGHT, second.lastItem(), 2)).isEqualTo(new DueRun(1, 0, items.get(4), false));
        assertThat(backups()).extracting(job -> job.item().id()).containsExactlyElementsOf(items);
    }

    @Test
    void anItemIsRunFromItsProtectionOnOnly() {
        protectedItem("web");
        assertThat(run(NOON.minusSeconds(60), null, 100).started()).isZero();
        assertThat(run(NOON.plusSeconds(60), null, 100).started()).isEqualTo(1);
    }

    @Test
    void itemsOfOtherPoliciesAndStoppedOnesAreLeftAlone() {
        call(ProtectionEndpoints.POLICY_CREATE, new CreatePolicy(vault, new NewPolicy("Other", DAILY, SHORT)));
        UUID stopped = protectedItem("stopped");
        call(ProtectionEndpoints.STOP, new StopProtection(vault, stopped, StopData.KeepByPolicy, null, false));
        await().atMost(LONG)
                .until(() -> item(stopped).status() == ProtectionStatus.BackupsSuspended
                        && item(stopped).activeJob() == null);
        UUID other = fleet.register(vault, "other");
        call(ProtectionEndpoints.PROTECT, new ProtectItems(vault, List.of(other), "Other", null));
        await().atMost(LONG).until(() -> item(other).status() == ProtectionStatus.InitialBackupPending);
        assertThat(run(TONIGHT, null, 100).started()).isZero();
    }

    @Test
    void aRunIsLeftOutVisiblyWhileTheLastBackupGoesOn() {
        UUID web = protectedItem("web");
        UUID db = protectedItem("db");
        run(TONIGHT, null, 100);
        JobSubmission ended = backupOf(db);
        jobs.end(ended.id(), JobStatus.Completed);
        assertThat(run(TOMORROW, null, 100)).isEqualTo(new DueRun(1, 1, latest(web, db), false));
        assertThat(item(web).lastSkippedAt()).isEqualTo(TOMORROW);
        assertThat(item(web).lastSkippedReason()).isEqualTo("BackupInProgress");
        assertThat(item(db).lastSkippedAt()).isNull();
        assertSkipIsTold(web, TOMORROW, "BackupInProgress");
        assertThat(run(TOMORROW, null, 100).started())
                .as("the run is left out, not put off")
                .isZero();
    }

    @Test
    void aBackupWhoseEndNobodyHeardOfIsNotInTheWay() {
        protectedItem("web");
        run(TONIGHT, null, 100);
        jobs.silent(true);
        jobs.end(backups().get(0).id(), JobStatus.Failed);
        assertThat(run(TOMORROW, null, 100)).extracting(DueRun::started).isEqualTo(1);
    }

    @Test
    void aRestoreOverTheMachineIsInTheWayOfItsBackup() {
        UUID web = protectedItem("web");
        UUID point = backUp(web);
        call(
                ProtectionEndpoints.RESTORE,
                new StartRestore(vault, web, point, new RestoreTarget(TargetKind.Original, null, null, null, null)));
        assertThat(run(TONIGHT, null, 100)).extracting(DueRun::skipped).isEqualTo(1);
        assertThat(item(web).lastSkippedReason()).isEqualTo("ItemBusy");
        assertSkipIsTold(web, TONIGHT, "ItemBusy");
    }

    @Test
    void anItemWhoseMachineIsBusyElsewhereIsLeftOutAndTheOthersAreNot() {
        List<UUID> items =
                IntStream.range(0, 5).mapToObj(i -> protectedItem("web-" + i)).toList();
        UUID busy = items.get(2);
        jobs.submitElsewhere("machine:" + item(busy).machine());
        assertThat(run(TONIGHT, null, 100)).isEqualTo(new DueRun(4, 1, latest(items.toArray(UUID[]::new)), false));
        assertThat(item(busy).lastSkippedReason()).isEqualTo("BackupInProgress");
        assertThat(item(busy).activeJob()).isNull();
        assertSkipIsTold(busy, TONIGHT, "BackupInProgress");
        assertThat(backups()).hasSize(4);
    }

    @Test
    void backupsThatCouldNotBeSubmittedAreSubmittedWhenThatIsPossible() {
        protectedItem("web");
        jobs.away(true);
        assertThat(run(TONIGHT, null, 100).started()).isEqualTo(1);
        assertThat(backups()).isEmpty();
        jobs.away(false);
        clock.set(TONIGHT);
        await().atMost(LONG).untilAsserted(() -> assertThat(backups()).hasSize(1));
    }

    @Test
    void aPausedPolicyDoesNotRunAndWhatFellIntoThePauseNeverDoes() {
        UUID web = protectedItem("web");
        clock.set(TONIGHT.minusSeconds(60));
        Policy paused = call(ProtectionEndpoints.POLICY_PAUSE, new PausePolicy(vault, "DefaultPolicy", true));
        assertThat(paused.paused()).isTrue();
        assertThat(paused.version()).isEqualTo(2);
        assertThat(call(ProtectionEndpoints.POLICY_PAUSE, new PausePolicy(vault, "DefaultPolicy", true)))
                .as("pausing twice is pausing once")
                .isEqualTo(paused);
        assertThat(schedule().paused()).isTrue();
        assertThat(item(web).policyPaused()).isTrue();
        assertThat(run(TONIGHT, null, 100)).isEqualTo(new DueRun(0, 0, null, false));
        clock.set(TONIGHT.plusSeconds(60));
        assertThat(call(ProtectionEndpoints.POLICY_PAUSE, new PausePolicy(vault, "DefaultPolicy", false))
                        .paused())
                .isFalse();
        assertThat(schedule().since()).isEqualTo(TONIGHT.plusSeconds(60));
        assertThat(item(web).policyPaused()).isFalse();
        assertThat(run(TONIGHT, null, 100).started()).isZero();
        assertThat(run(TOMORROW, null, 100).started()).isEqualTo(1);
    }

    @Test
    void aPausedItemIsLeftOutUntilItIsResumedAndCanBeBackedUpOnDemand() {
        UUID web = protectedItem("web");
        assertThat(call(ProtectionEndpoints.ITEM_PAUSE, new PauseItem(vault, web, true))
                        .paused())
                .isTrue();
        assertThat(changes).contains(new ItemChanged(vault, web, "protected", "InitialBackupPending"));
        assertThat(run(TONIGHT, null, 100).started()).isZero();
        backUp(web);
        assertThat(call(ProtectionEndpoints.ITEM_PAUSE, new PauseItem(vault, web, false))
                        .paused())
                .isFalse();
        assertThat(run(TOMORROW, null, 100).started()).isEqualTo(1);
        assertThatThrownBy(() -> call(ProtectionEndpoints.ITEM_PAUSE, new PauseItem(vault, UUID.randomUUID(), true)))
                .isInstanceOfSatisfying(HoldfastException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.ItemNotFound));
    }

    @Test
    void aPolicyThatIsGoneIsNotRun() {
        assertRefused(ErrorCode.PolicyNotFound, new RunDue(vault, "Gone", TONIGHT, null, 100));
        assertRefused(ErrorCode.PolicyNotFound, new RunDue("nowhere", "DefaultPolicy", TONIGHT, null, 100));
        assertRefused(ErrorCode.InvalidField, new RunDue(vault, "DefaultPolicy", TONIGHT, null, 501));
    }

    @Test
    void schedulersReadEveryPolicyAndAreToldOfChanges() {
        assertThat(policyHints).contains(new PolicyChanged(vault, "DefaultPolicy"));
        PolicySchedule born = schedule();
        assertThat(born.since()).isEqualTo(NOON);
        assertThat(born.version()).isEqualTo(1);
        policyHints.clear();
        clock.advance(Duration.ofHours(1));
        call(ProtectionEndpoints.POLICY_CHANGE, new ChangePolicy(vault, "DefaultPolicy", DAILY, SHORT, null, false));
        assertThat(schedule().since()).as("the schedule is the same").isEqualTo(NOON);
        assertThat(schedule().version()).isEqualTo(2);
        List<Schedule> hourLater = List.of(new Schedule(ScheduleKind.Daily, List.of("23:00"), List.of(), "UTC"));
        call(
                ProtectionEndpoints.POLICY_CHANGE,
                new ChangePolicy(vault, "DefaultPolicy", hourLater, SHORT, null, false));
        assertThat(schedule().since()).isEqualTo(NOON.plus(Duration.ofHours(1)));
        await().atMost(LONG).untilAsserted(() -> assertThat(policyHints)
                .containsExactly(new PolicyChanged(vault, "DefaultPolicy"), new PolicyChanged(vault, "DefaultPolicy")));
    }

    // --------------------------------------------------------------------------------------------

    private DueRun run(Instant nominal, @Nullable UUID after, int limit) {
        return call(ProtectionEndpoints.RUN_DUE, new RunDue(vault, "DefaultPolicy", nominal, after, limit));
    }

    private PolicySchedule schedule() {
        PolicySchedulePage page = call(ProtectionEndpoints.POLICY_SCHEDULES, new PageRequest(500, null));
        return page.items().stream()
                .filter(it -> it.vault().equals(vault))
                .findFirst()
                .orElseThrow();
    }

    private UUID protectedItem(String name) {
        UUID item = fleet.register(vault, name);
        call(ProtectionEndpoints.PROTECT, new ProtectItems(vault, List.of(item), "DefaultPolicy", null));
        await().atMost(LONG)
                .until(() -> item(item).status() == ProtectionStatus.InitialBackupPending
                        && item(item).activeJob() == null);
        return item;
    }

    private UUID backUp(UUID item) {
        UUID job = call(ProtectionEndpoints.BACKUP_NOW, new BackupNow(vault, item, null))
                .jobs()
                .get(0);
        long token = jobs.leaseToMover(job);
        call(ProtectionEndpoints.BEGIN_BACKUP, new BeginBackup(job, token, vault, item));
        RecoveryPoint point = new RecoveryPoint(
                Ids.next(),
                item,
                vault,
                NOON,
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
        call(ProtectionEndpoints.COMMIT_POINT, new CommitPoint(job, token, point, Map.of()));
        jobs.end(job, JobStatus.Completed);
        return point.id();
    }

    private ProtectedItem item(UUID item) {
        return call(ProtectionEndpoints.ITEM_GET, ItemKey.of(vault, item));
    }

    /** To whoever watches, and no other run of the vault beside it. */
    private void assertSkipIsTold(UUID item, Instant run, String reason) {
        String status = item(item).status().name();
        await().atMost(LONG).untilAsserted(() -> assertThat(changes)
                .filteredOn(change -> change.vault().equals(vault) && change.skipped() != null)
                .containsExactly(new ItemChanged(vault, item, "protected", status, new SkippedRun(run, reason))));
    }

    /** The scheduled ones of this test's vault. */
    private List<JobSubmission> backups() {
        return jobs.submitted(Operation.Backup).stream()
                .filter(job -> vault.equals(job.vault()) && job.trigger() == Trigger.Scheduled)
                .toList();
    }

    private JobSubmission backupOf(UUID item) {
        return backups().stream()
                .filter(job -> job.item().id().equals(item))
                .findFirst()
                .orElseThrow();
    }

    private static UUID latest(UUID... items) {
        return List.of(items).stream()
                .max((a, b) -> a.toString().compareTo(b.toString()))
                .orElseThrow();
    }

    private <Q, R> R call(Endpoint<Q, R> endpoint, Q request) {
        return await(harness.bus().call(endpoint, request, SCHEDULER));
    }

    private void assertRefused(ErrorCode code, RunDue request) {
        assertThatThrownBy(() -> call(ProtectionEndpoints.RUN_DUE, request))
                .isInstanceOfSatisfying(HoldfastException.class, refused -> assertThat(refused.code())
                        .isEqualTo(code));
    }
}
