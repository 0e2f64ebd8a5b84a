package io.holdfast.protection;

import static io.holdfast.platform.testing.ServiceHarness.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.DryRun.Loss;
import io.holdfast.contracts.Endpoint;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.PageRequest;
import io.holdfast.contracts.backup.BackupEndpoints;
import io.holdfast.contracts.backup.FreedBytes;
import io.holdfast.contracts.backup.MeasureFreed;
import io.holdfast.contracts.backup.PointRef;
import io.holdfast.contracts.backup.RestoreTarget;
import io.holdfast.contracts.backup.TargetKind;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.protection.*;
import io.holdfast.contracts.protection.BackupNow;
import io.holdfast.contracts.protection.PauseItem;
import io.holdfast.contracts.protection.SwitchPolicy;
import io.holdfast.contracts.protection.WatchItems;
import io.holdfast.contracts.protection.WatchedItem;
import io.holdfast.contracts.protection.WatchedItemPage;
import io.holdfast.contracts.registration.ClaimItems;
import io.holdfast.contracts.registration.ItemKey;
import io.holdfast.contracts.registration.RegistrationEndpoints;
import io.holdfast.contracts.scheduler.NextRuns;
import io.holdfast.contracts.scheduler.SchedulerEndpoints;
import io.holdfast.platform.Ids;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.ServiceHarness;
import io.holdfast.platform.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProtectionIT {

    private static final Caller CALLER = new Caller("ada");
    private static final Duration LONG = Duration.ofSeconds(30);

    private final List<ItemChanged> changes = new CopyOnWriteArrayList<>();
    private TestDatabase database;
    private Vertx vertx;
    private ServiceHarness harness;
    private FakeJobs jobs;
    private FakeFleet fleet;
    private volatile List<Instant> runs = List.of();
    private int vaults;
    private String vault = "";

    private Function<MeasureFreed, Future<FreedBytes>> mover = ProtectionIT::away;

    @BeforeAll
    void start(TestDatabase database) {
        this.database = database;
        vertx = Vertx.vertx();
        var bus = ServiceHarness.bus(vertx);
        jobs = new FakeJobs(bus);
        fleet = new FakeFleet(bus);
        await(bus.subscribe(ProtectionEndpoints.ITEM_CHANGED, changes::add));
        await(bus.serve(
                SchedulerEndpoints.NEXT_RUNS,
                (request, caller) ->
                        Future.succeededFuture(new NextRuns(runs.subList(0, Math.min(runs.size(), request.count()))))));
        await(bus.serve(BackupEndpoints.MEASURE_FREED, (request, caller) -> mover.apply(request)));
        JsonObject atOnce = new JsonObject().put("protection", new JsonObject().put("softDeleteDays", 0));
        harness = ServiceHarness.start(vertx, database, atOnce, Clock.systemUTC(), ProtectionMain.SERVICE);
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

    private static Future<FreedBytes> away(MeasureFreed request) {
        return Future.failedFuture(new HoldfastException(ErrorCode.ServiceUnavailable, "no mover"));
    }

    @AfterEach
    void healFakes() {
        mover = ProtectionIT::away;
        jobs.away(false);
        jobs.silent(false);
        jobs.hanging(false);
        fleet.away(false);
        fleet.beforeCount(Future::succeededFuture);
        jobs.hold();
        fleet.loseClaimReplies(false);
        fleet.conflicts();
    }

    // vaults and policies ------------------------------------------------------------------------

    @Test
    void aVaultIsBornWithDefaultPolicy() {
        Vault created = call(ProtectionEndpoints.VAULT_GET, VaultName.of(vault));
        assertThat(created.type()).isEqualTo(VaultType.RecoveryServices);
        assertThat(created.chunkSize()).isEqualTo(262144);
        assertThat(created.encryption()).isTrue();
        assertThat(created.store().path()).isEqualTo(created.id().toString());
        Policy policy = call(ProtectionEndpoints.POLICY_GET, PolicyKey.of(vault, "DefaultPolicy"));
        assertThat(policy.schedules().get(0).kind()).isEqualTo(ScheduleKind.Daily);
        assertThat(policy.retention().daily()).isEqualTo(new Retention.Daily(30));
        assertThat(policy.version()).isEqualTo(1);
    }

    @Test
    void aVaultsNameAndPlaceAreItsOwn() {
        assertRefused(
                ErrorCode.VaultExists,
                ProtectionEndpoints.VAULT_CREATE,
                new NewVault(vault, "home", null, null, null, null));
        call(ProtectionEndpoints.VAULT_CREATE, at("outer-" + vaults, "tank-" + vaults + "/a"));
        assertThat(refusal(ProtectionEndpoints.VAULT_CREATE, at("same-" + vaults, "tank-" + vaults + "/a")))
                .containsExactly("/store/path");
        assertThat(refusal(ProtectionEndpoints.VAULT_CREATE, at("above-" + vaults, "tank-" + vaults)))
                .containsExactly("/store/path");
        assertThat(refusal(ProtectionEndpoints.VAULT_CREATE, at("below-" + vaults, "tank-" + vaults + "/a/b")))
                .containsExactly("/store/path");
        call(ProtectionEndpoints.VAULT_CREATE, at("beside-" + vaults, "tank-" + vaults + "/ab"));
    }

    private static NewVault at(String name, String path) {
        return new NewVault(name, "home", null, null, null, new VaultLocation(StoreKind.Directory, path));
    }

    @Test
    void vaultsAreListedByPagesAndRegion() {
        call(ProtectionEndpoints.VAULT_CREATE, new NewVault("pg-a", "far", null, null, null, null));
        call(ProtectionEndpoints.VAULT_CREATE, new NewVault("pg-b", "far", null, null, null, null));
        call(ProtectionEndpoints.VAULT_CREATE, new NewVault("pg-c", "far", null, null, null, null));
        VaultPage first = call(ProtectionEndpoints.VAULT_LIST, new ListVaults("far", new PageRequest(2, null)));
        VaultPage second =
                call(ProtectionEndpoints.VAULT_LIST, new ListVaults("far", new PageRequest(2, first.nextCursor())));
        assertThat(first.items()).extracting(Vault::name).containsExactly("pg-a", "pg-b");
        assertThat(second.items()).extracting(Vault::name).containsExactly("pg-c");
        assertThat(second.nextCursor()).isNull();
    }

    @Test
    void aVaultWithSomethingInItIsNotDeletedAndSaysWhatItIs() {
        UUID item = protectedItem("web");
        backUp(item);
        jobs.hold(Operation.ConfigureProtection);
        call(ProtectionEndpoints.PROTECT, protect(List.of(fleet.register(vault, "db")), "DefaultPolicy"));
        HoldfastException refusal = failure(ProtectionEndpoints.VAULT_DELETE, VaultName.of(vault));
        assertThat(refusal.code()).isEqualTo(ErrorCode.VaultNotEmpty);
        assertThat(refusal.failure().errors())
                .extracting(FieldError::code, FieldError::message)
                .containsExactly(
                        tuple("RegisteredItems", "2 registered items"),
                        tuple("ProtectedItems", "2 protected items"),
                        tuple("RecoveryPoints", "1 recovery point"),
                        tuple("UnfinishedJobs", "1 unfinished job"));
    }

    @Test
    void anItemThatIsProtectedWhileItsVaultIsBeingDeletedKeepsTheVault() {
        UUID item = fleet.register("elsewhere", "web");
        fleet.beforeCount(() -> {
            fleet.move(item, vault);
            return harness.bus().call(ProtectionEndpoints.PROTECT, protect(List.of(item), "DefaultPolicy"), CALLER);
        });
        assertRefused(ErrorCode.VaultNotEmpty, ProtectionEndpoints.VAULT_DELETE, VaultName.of(vault));
        awaitStatus(item, ProtectionStatus.InitialBackupPending);
    }

    @Test
    void anEmptyVaultIsDeletedWithItsPolicies() {
        assertRefused(ErrorCode.VersionMismatch, ProtectionEndpoints.VAULT_DELETE, new VaultName(vault, 7L));
        call(ProtectionEndpoints.VAULT_DELETE, VaultName.of(vault));
        assertRefused(ErrorCode.VaultNotFound, ProtectionEndpoints.VAULT_GET, VaultName.of(vault));
        assertRefused(ErrorCode.VaultNotFound, ProtectionEndpoints.POLICY_GET, PolicyKey.of(vault, "DefaultPolicy"));
    }

    @Test
    void theFilesOfADeletedVaultAreRemovedAndOnlyThenIsItsPlaceFree() {
        NewVault wanted = at("gone-" + vaults, "place-" + vaults);
        Vault gone = call(ProtectionEndpoints.VAULT_CREATE, wanted);
        fleet.removalFails.set(true);
        call(ProtectionEndpoints.VAULT_DELETE, VaultName.of(gone.name()));
        assertThat(refusal(ProtectionEndpoints.VAULT_CREATE, at("next-" + vaults, "place-" + vaults + "/below")))
                .containsExactly("/store/path");

        await().atMost(LONG).untilAsserted(() -> assertThat(fleet.removedVaults).contains(gone));
        assertThat(fleet.removalFails).isFalse();
        await().atMost(LONG).ignoreExceptions().until(() -> call(ProtectionEndpoints.VAULT_CREATE, wanted)
                .name()
                .equals(gone.name()));
    }

    @Test
    void aPolicyIsCreatedListedAndDeletedUnlessInUse() {
        call(ProtectionEndpoints.POLICY_CREATE, new CreatePolicy(vault, daily("Short", 3)));
        assertRefused(
                ErrorCode.PolicyExists, ProtectionEndpoints.POLICY_CREATE, new CreatePolicy(vault, daily("Short", 3)));
        assertThat(call(ProtectionEndpoints.POLICY_LIST, new ListPolicies(vault, PageRequest.first()))
                        .items())
                .extracting(Policy::name)
                .containsExactly("DefaultPolicy", "Short");
        protectedItem("web", "Short");
        assertRefused(ErrorCode.PolicyInUse, ProtectionEndpoints.POLICY_DELETE, PolicyKey.of(vault, "Short"));
        assertThatThrownBy(() -> call(ProtectionEndpoints.POLICY_DELETE, PolicyKey.of(vault, "DefaultPolicy")))
                .isInstanceOfSatisfying(HoldfastException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.PolicyInUse);
                    assertThat(refused.failure().message()).startsWith("DefaultPolicy belongs to its vault");
                    assertThat(refused.failure().errors()).isEmpty();
                });
        call(ProtectionEndpoints.POLICY_CREATE, new CreatePolicy(vault, daily("Unused", 3)));
        call(ProtectionEndpoints.POLICY_DELETE, PolicyKey.of(vault, "Unused"));
        assertRefused(ErrorCode.PolicyNotFound, ProtectionEndpoints.POLICY_GET, PolicyKey.of(vault, "Unused"));
    }

    @Test
    void changingAPolicyConfiguresEachOfItsItems() {
        UUID web = protectedItem("web");
        UUID db = protectedItem("db");
        jobs.hold(Operation.ConfigureProtection);
        PolicyChange change = call(
                ProtectionEndpoints.POLICY_CHANGE, new ChangePolicy(vault, "DefaultPolicy", DAILY, days(5), 1L, false));
        assertThat(change.policy().version()).isEqualTo(2);
        assertThat(change.jobs()).hasSize(2);
        assertThat(item(web).policyPending()).isTrue();
        assertThat(item(db).policyPending()).isTrue();
        jobs.hold();
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(item(web).policyPending()).isFalse();
            assertThat(item(db).policyPending()).isFalse();
        });
        assertRefused(
                ErrorCode.VersionMismatch,
                ProtectionEndpoints.POLICY_CHANGE,
                new ChangePolicy(vault, "DefaultPolicy", DAILY, days(6), 1L, false));
    }

    @Test
    void aDryRunOfAPolicyChangeNamesThePointsThatWouldExpire() {
        UUID item = protectedItem("web");
        UUID old = backUp(item, Instant.now().minus(Duration.ofDays(10)), null);
        UUID pinned = backUp(
                item, Instant.now().minus(Duration.ofDays(9)), Instant.now().plusSeconds(99));
        UUID newest = backUp(item, Instant.now().minus(Duration.ofDays(8)), null);
        PolicyChange change = call(
                ProtectionEndpoints.POLICY_CHANGE,
                new ChangePolicy(vault, "DefaultPolicy", DAILY, days(5), null, true));
        assertThat(change.dryRun().recoveryPoints())
                .extracting(Loss::id)
                .containsExactly(old)
                .doesNotContain(pinned, newest);
        assertThat(change.dryRun().bytesFreed()).isEqualTo(30);
        assertThat(change.dryRun().bytesFreedExact()).as("the mover is away").isFalse();
        assertThat(call(ProtectionEndpoints.POLICY_GET, PolicyKey.of(vault, "DefaultPolicy"))
                        .version())
                .isEqualTo(1);
    }

    @Test
    void aDryRunSaysWhatReallyBecomesFreeWhenAMoverCanTell() {
        UUID item = protectedItem("web");
        UUID first = backUp(item);
        backUp(item);
        List<MeasureFreed> asked = new ArrayList<>();
        mover = request -> {
            asked.add(request);
            return Future.succeededFuture(new FreedBytes(7));
        };
        var dry = call(ProtectionEndpoints.POINT_DELETE, new PointKey(vault, item, first, true))
                .dryRun();
        assertThat(dry.bytesFreed()).isEqualTo(7);
        assertThat(dry.bytesFreedExact()).isTrue();
        assertThat(asked.get(0).going()).containsExactly(new PointRef(item, first));
        assertThat(asked.get(0).gone()).isEmpty();
        var stop = call(ProtectionEndpoints.STOP, new StopProtection(vault, item, StopData.Keep, null, true))
                .dryRun();
        assertThat(stop.bytesFreed()).isZero();
        assertThat(stop.bytesFreedExact()).as("nothing goes").isTrue();

        call(ProtectionEndpoints.POINT_DELETE, new PointKey(vault, item, first, false));
        UUID other = protectedItem("db");
        UUID only = backUp(other);
        call(ProtectionEndpoints.STOP, new StopProtection(vault, other, StopData.Delete, null, true));
        assertThat(asked.get(1).going()).containsExactly(new PointRef(other, only));
        assertThat(asked.get(1).gone()).as("what goes anyway").containsExactly(new PointRef(item, first));
    }

    // watched ------------------------------------------------------------------------------------

    @Test
    void aWatchmanSeesEveryItemOnceWithWhatItIsToHaveBackupsOfAndSinceWhen() {
        UUID web = protectedItem("web");
        UUID db = protectedItem("db");
        jobs.hold(Operation.Backup);
        UUID job = call(ProtectionEndpoints.BACKUP_NOW, new BackupNow(vault, db, null))
                .jobs()
                .get(0);
        WatchedItem watched = watched(web);
        assertThat(watched.vault()).isEqualTo(vault);
        assertThat(watched.policy()).isEqualTo("DefaultPolicy");
        assertThat(watched.status()).isEqualTo(ProtectionStatus.InitialBackupPending);
        assertThat(watched.activeBackup()).isNull();
        assertThat(watched(db).activeBackup()).isEqualTo(job);

        List<UUID> all = new ArrayList<>();
        String cursor = null;
        do {
            WatchedItemPage page =
                    call(ProtectionEndpoints.ITEMS_WATCHED, new WatchItems(List.of(), new PageRequest(1, cursor)));
            page.items().forEach(item -> all.add(item.id()));
            cursor = page.nextCursor();
        } while (cursor != null);
        assertThat(all).contains(web, db).doesNotHaveDuplicates();
    }

    @Test
    void anItemIsToHaveTheRunsThatComeAfterItIsResumedOrGetsAnotherPolicy() {
        UUID web = protectedItem("web");
        Instant begun = watched(web).since();
        call(ProtectionEndpoints.ITEM_PAUSE, new PauseItem(vault, web, true));
        assertThat(watched(web).since()).isEqualTo(begun);
        call(ProtectionEndpoints.ITEM_PAUSE, new PauseItem(vault, web, false));
        Instant resumed = watched(web).since();
        assertThat(resumed).isAfter(begun);
        call(ProtectionEndpoints.POLICY_CREATE, new CreatePolicy(vault, daily("Other", 3)));
        call(ProtectionEndpoints.SWITCH_POLICY, new SwitchPolicy(vault, web, "Other", null, false));
        assertThat(watched(web).since()).isAfter(resumed);
    }

    private WatchedItem watched(UUID item) {
        return call(ProtectionEndpoints.ITEMS_WATCHED, new WatchItems(List.of(item), PageRequest.first()))
                .items()
                .get(0);
    }

    // protect ------------------------------------------------------------------------------------

    @Test
    void protectedItemsWaitForTheirFirstBackup() {
        UUID web = fleet.register(vault, "web");
        UUID db = fleet.register(vault, "db");
        List<UUID> accepted = call(ProtectionEndpoints.PROTECT, protect(List.of(web, db), "DefaultPolicy"))
                .jobs();
        assertThat(accepted).hasSize(2);
        awaitStatus(web, ProtectionStatus.InitialBackupPending);
        awaitStatus(db, ProtectionStatus.InitialBackupPending);
        assertThat(item(web).statusText()).isEqualTo("Protected - (pending initial backup)");
        assertThat(item(web).name()).isEqualTo("web");
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(item(web).activeJob()).isNull());
        assertThat(changes)
                .contains(
                        new ItemChanged(vault, web, "protected", "ConfiguringProtection"),
                        new ItemChanged(vault, web, "protected", "InitialBackupPending"));
        assertThat(call(ProtectionEndpoints.SUMMARY, new SummaryRequest(vault)).protectedItems())
                .isEqualTo(2);
    }

    @Test
    void aListThatIsHalfBadProtectsNothing() {
        UUID web = fleet.register(vault, "web");
        UUID taken = protectedItem("taken");
        UUID unknown = UUID.randomUUID();
        HoldfastException refusal =
                failure(ProtectionEndpoints.PROTECT, protect(List.of(web, unknown, taken), "DefaultPolicy"));
        assertThat(refusal.failure().errors())
                .extracting(FieldError::pointer, FieldError::code)
                .containsExactlyInAnyOrder(
                        tuple("/itemIds/1", "ItemNotFound"), tuple("/itemIds/2", "AlreadyProtected"));
        assertThat(fleet.isClaimed(web)).isFalse();
        assertThat(fleet.isClaimed(taken)).isTrue();
        assertThat(list(null)).extracting(ProtectedItem::id).containsExactly(taken);
        call(ProtectionEndpoints.PROTECT, protect(List.of(web), "DefaultPolicy"));
    }

    @Test
    void aNewPolicyAndItsItemsAreMadeTogetherOrNotAtAll() {
        UUID web = fleet.register(vault, "web");
        assertRefused(
                ErrorCode.ItemNotFound,
                ProtectionEndpoints.PROTECT,
                new ProtectItems(vault, List.of(web, UUID.randomUUID()), null, daily("Fresh", 3)));
        assertRefused(ErrorCode.PolicyNotFound, ProtectionEndpoints.POLICY_GET, PolicyKey.of(vault, "Fresh"));
        call(ProtectionEndpoints.PROTECT, new ProtectItems(vault, List.of(web), null, daily("Fresh", 3)));
        awaitStatus(web, ProtectionStatus.InitialBackupPending);
        assertThat(item(web).policy()).isEqualTo("Fresh");
        assertThat(call(ProtectionEndpoints.POLICY_GET, PolicyKey.of(vault, "Fresh"))
                        .itemCount())
                .isEqualTo(1);
    }

    @Test
    void protectWantsOnePolicyAndOneOnly() {
        UUID web = fleet.register(vault, "web");
        assertThat(refusal(
                        ProtectionEndpoints.PROTECT,
                        new ProtectItems(vault, List.of(web, web), "DefaultPolicy", daily("Fresh", 0))))
                .containsExactly("/itemIds/1", "/newPolicy", "/newPolicy/retention/daily/days");
        assertThat(refusal(ProtectionEndpoints.PROTECT, new ProtectItems(vault, List.of(), null, null)))
                .containsExactly("/itemIds", "/policy");
        assertRefused(ErrorCode.PolicyNotFound, ProtectionEndpoints.PROTECT, protect(List.of(web), "NoSuchPolicy"));
        assertRefused(
                ErrorCode.PolicyExists,
                ProtectionEndpoints.PROTECT,
                new ProtectItems(vault, List.of(web), null, daily("DefaultPolicy", 3)));
        assertThat(fleet.isClaimed(web)).isFalse();
    }

    @Test
    void aClaimWhoseAnswerIsLostIsGivenBack() {
        UUID web = fleet.register(vault, "web");
        fleet.loseClaimReplies(true);
        assertRefused(
                ErrorCode.ServiceUnavailable, ProtectionEndpoints.PROTECT, protect(List.of(web), "DefaultPolicy"));
        assertThat(fleet.isClaimed(web)).isFalse();
        fleet.loseClaimReplies(false);
        call(ProtectionEndpoints.PROTECT, protect(List.of(web), "DefaultPolicy"));
        awaitStatus(web, ProtectionStatus.InitialBackupPending);
    }

    @Test
    void aClaimThatACrashLeftOpenIsGivenBack() {
        UUID web = fleet.register(vault, "web");
        await(harness.bus().call(RegistrationEndpoints.CLAIM, new ClaimItems(vault, List.of(web)), CALLER));
        execute("""
                insert into protection.items (id, vault, claim, claim_id, claim_at, status, created_at)
                values ('%s', '%s', 'Claiming', '%s', now() - interval '1 minute', 'NotProtected', now())
                """.formatted(web, vault, web));
        assertRefused(ErrorCode.ItemBusy, ProtectionEndpoints.PROTECT, protect(List.of(web), "DefaultPolicy"));
        assertRefused(ErrorCode.ItemNotFound, ProtectionEndpoints.ITEM_GET, ItemKey.of(vault, web));
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(fleet.isClaimed(web)).isFalse());
        await().atMost(LONG)
                .ignoreExceptions()
                .untilAsserted(() -> call(ProtectionEndpoints.PROTECT, protect(List.of(web), "DefaultPolicy")));
        awaitStatus(web, ProtectionStatus.InitialBackupPending);
    }

    @Test
    void ofTwoRequestsForTheSameItemOneIsRefused() {
        UUID web = fleet.register(vault, "web");
        ProtectItems request = protect(List.of(web), "DefaultPolicy");
        var first = harness.bus().call(ProtectionEndpoints.PROTECT, request, CALLER);
        var second = harness.bus().call(ProtectionEndpoints.PROTECT, request, CALLER);
        await(Future.join(first, second).otherwiseEmpty());
        assertThat(List.of(first.succeeded(), second.succeeded())).containsExactlyInAnyOrder(true, false);
        awaitStatus(web, ProtectionStatus.InitialBackupPending);
        assertThat(fleet.isClaimed(web)).isTrue();
    }

    @Test
    void tenThousandItemsAreListedAndSummed() {
        insertItems(10_000);
        Set<UUID> seen = new HashSet<>();
        String cursor = null;
        do {
            ProtectedItemPage items = call(
                    ProtectionEndpoints.ITEM_LIST,
                    new ListProtectedItems(
                            new ProtectedItemFilter(vault, List.of(), null, List.of(), null, false),
                            new PageRequest(500, cursor)));
            items.items().forEach(item -> seen.add(item.id()));
            cursor = items.nextCursor();
        } while (cursor != null);
        assertThat(seen).hasSize(10_000);
        assertThat(call(ProtectionEndpoints.SUMMARY, new SummaryRequest(vault)).protectedItems())
                .isEqualTo(10_000);
    }

    @Test
    void aPolicyOfMoreItemsThanOneBatchReachesThemAll() {
        jobs.hold(Operation.ConfigureProtection);
        insertItems(1200);
        PolicyChange change = call(
                ProtectionEndpoints.POLICY_CHANGE,
                new ChangePolicy(vault, "DefaultPolicy", DAILY, days(5), null, false));
        assertThat(change.jobs()).hasSize(1200).doesNotHaveDuplicates();
        await().atMost(LONG).untilAsserted(() -> assertThat(jobs.submitted(Operation.ConfigureProtection))
                .extracting(JobSubmission::id)
                .containsAll(change.jobs()));
        execute("delete from protection.items where vault = '%s'".formatted(vault));
        jobs.silent(true);
        change.jobs().forEach(job -> jobs.end(job, JobStatus.Cancelled));
    }

    private void insertItems(int count) {
        execute("""
                insert into protection.items (id, vault, claim, claim_id, claim_at, machine, name, status, policy, created_at)
                select gen_random_uuid(), '%s', 'Claimed', gen_random_uuid(), now(), gen_random_uuid(), 'vm-' || (i / 2),
                       'Protected', 'DefaultPolicy', now()
                from generate_series(1, %d) i
                """.formatted(vault, count));
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
    void aCommandIsAcceptedInTimeThoughJobServiceHangs() {
        UUID item = protectedItem("web");
        jobs.hanging(true);
        UUID job = startBackup(item);
        jobs.hanging(false);
        await().atMost(LONG).untilAsserted(() -> assertThat(jobs.submitted(Operation.Backup))
                .extracting(JobSubmission::id)
                .contains(job));
    }

    @Test
    void anItemThatWasClaimedIsConfiguredThoughRegistrationServiceIsAway() {
        UUID item = fleet.register(vault, "web");
        jobs.hold(Operation.ConfigureProtection);
        call(ProtectionEndpoints.PROTECT, protect(List.of(item), "DefaultPolicy"));
        fleet.away(true);
        jobs.hold();
        awaitStatus(item, ProtectionStatus.InitialBackupPending);
    }

    @Test
    void aLateJobOfAnItemThatIsGoneClaimsNothing() {
        UUID item = protectedItem("web");
        jobs.hold(Operation.ConfigureProtection);
        UUID late = call(
                        ProtectionEndpoints.POLICY_CHANGE,
                        new ChangePolicy(vault, "DefaultPolicy", DAILY, days(7), null, false))
                .jobs()
                .get(0);
        UUID deletion = call(ProtectionEndpoints.STOP, new StopProtection(vault, item, StopData.Delete, "web", false))
                .jobs()
                .get(0);
        call(
                ProtectionEndpoints.DATA_DELETED,
                new DataDeleted(deletion, jobs.leaseToMover(deletion), vault, item, List.of()));
        assertThat(fleet.isClaimed(item)).isFalse();

        jobs.hold();
        await().atMost(LONG).until(() -> jobs.status(late).isFinal());

        assertThat(jobs.status(late)).isEqualTo(JobStatus.Failed);
        assertThat(fleet.isClaimed(item)).isFalse();
    }

    @Test
    void aRunOfAJobThatHasEndedChangesNothingAnyMore() {
        UUID item = protectedItem("web");
        jobs.hold(Operation.StopProtection);
        UUID stop = call(ProtectionEndpoints.STOP, new StopProtection(vault, item, StopData.Keep, null, false))
                .jobs()
                .get(0);
        jobs.end(stop, JobStatus.Completed);
        awaitStatus(item, ProtectionStatus.ProtectionStopped);
        call(ProtectionEndpoints.RESUME, new ResumeProtection(vault, item, null));
        awaitStatus(item, ProtectionStatus.InitialBackupPending);

        jobs.hold();
        jobs.queueAgain(stop);
        await().atMost(LONG).until(() -> jobs.error(stop) != null);

        assertThat(jobs.error(stop)).isEqualTo("LeaseLost");
        assertThat(item(item).status()).isEqualTo(ProtectionStatus.InitialBackupPending);
    }

    @Test
    void jobsThatCouldNotBeSubmittedAreSubmittedByTheSweep() {
        UUID web = fleet.register(vault, "web");
        jobs.away(true);
        UUID job = call(ProtectionEndpoints.PROTECT, protect(List.of(web), "DefaultPolicy"))
                .jobs()
                .get(0);
        assertThat(item(web).status()).isEqualTo(ProtectionStatus.ConfiguringProtection);
        assertThat(item(web).activeJob()).isEqualTo(job);
        jobs.away(false);
        awaitStatus(web, ProtectionStatus.InitialBackupPending);
    }

    @Test
    void theEndOfAJobIsAppliedThoughNobodyHeardOfIt() {
        jobs.hold(Operation.ConfigureProtection);
        UUID web = fleet.register(vault, "web");
        UUID job = call(ProtectionEndpoints.PROTECT, protect(List.of(web), "DefaultPolicy"))
                .jobs()
                .get(0);
        jobs.silent(true);
        jobs.end(job, JobStatus.Failed);
        awaitStatus(web, ProtectionStatus.ProtectionError);
        jobs.hold();
        call(ProtectionEndpoints.RESUME, new ResumeProtection(vault, web, null));
        awaitStatus(web, ProtectionStatus.InitialBackupPending);
    }

    // backups ------------------------------------------------------------------------------------

    @Test
    void everyNewPointIsAnnouncedThoughTheItemsStatusStays() {
        UUID item = protectedItem("web");
        backUp(item);
        changes.clear();
        backUp(item);
        await().atMost(LONG).untilAsserted(() -> assertThat(changes)
                .contains(new ItemChanged(vault, item, "protected", "Protected")));
    }

    @Test
    void aCommittedPointMakesTheItemProtected() {
        UUID item = protectedItem("web");
        UUID point = backUp(item);
        ProtectedItem now = item(item);
        assertThat(now.status()).isEqualTo(ProtectionStatus.Protected);
        assertThat(now.recoveryPoints()).isEqualTo(1);
        assertThat(now.logicalBytes()).isEqualTo(1000);
        assertThat(now.storedBytes()).isEqualTo(30);
        assertThat(now.lastBackupStatus()).isEqualTo(JobStatus.Completed);
        RecoveryPoint read = call(ProtectionEndpoints.POINT_GET, PointKey.of(vault, item, point));
        assertThat(read.keptBecause()).isEqualTo("Daily");
        assertThat(read.disks()).containsExactly(new PointDisk("vda", 1000));
        assertThat(changes).contains(new ItemChanged(vault, item, "protected", "Protected"));
        VaultSummary summary = call(ProtectionEndpoints.SUMMARY, new SummaryRequest(vault));
        assertThat(summary.recoveryPoints()).isEqualTo(1);
        assertThat(summary.logicalBytes()).isEqualTo(1000);
        assertThat(summary.oldestLatestPoint()).isEqualTo(read.time());
    }

    @Test
    void onlyOneBackupOfAMachineAtATime() {
        UUID item = protectedItem("web");
        UUID job = startBackup(item);
        HoldfastException refusal = failure(ProtectionEndpoints.BACKUP_NOW, new BackupNow(vault, item, null));
        assertThat(refusal.code()).isEqualTo(ErrorCode.BackupInProgress);
        assertThat(refusal.failure().errors()).extracting(FieldError::pointer).containsExactly(job.toString());
        jobs.silent(true);
        jobs.end(job, JobStatus.Cancelled);
        startBackup(item);
    }

    @Test
    void backupNowWantsAnActiveItemAndATimeInTheFuture() {
        jobs.hold(Operation.ConfigureProtection);
        UUID web = fleet.register(vault, "web");
        call(ProtectionEndpoints.PROTECT, protect(List.of(web), "DefaultPolicy"));
        assertRefused(ErrorCode.ItemBusy, ProtectionEndpoints.BACKUP_NOW, new BackupNow(vault, web, null));
        assertThat(refusal(
                        ProtectionEndpoints.BACKUP_NOW,
                        new BackupNow(vault, web, Instant.now().minusSeconds(1))))
                .containsExactly("/retainUntil");
        assertRefused(
                ErrorCode.ItemNotFound, ProtectionEndpoints.BACKUP_NOW, new BackupNow(vault, UUID.randomUUID(), null));
    }

    @Test
    void aFailedBackupIsSeenInLastBackupStatusOnly() {
        UUID item = protectedItem("web");
        jobs.end(startBackup(item), JobStatus.Failed);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(item(item).lastBackupStatus()).isEqualTo(JobStatus.Failed));
        assertThat(item(item).status()).isEqualTo(ProtectionStatus.InitialBackupPending);
        assertThat(item(item).lastBackupAt()).isNotNull();
    }

    @Test
    void aStaleMoverCanNotCommit() {
        UUID item = protectedItem("web");
        UUID job = startBackup(item);
        long stale = jobs.leaseToMover(job);
        begin(job, stale, item);
        long current = jobs.leaseToMover(job);
        begin(job, current, item);
        RecoveryPoint point = point(item, job, Instant.now(), null);
        assertRefused(
                ErrorCode.LeaseLost, ProtectionEndpoints.COMMIT_POINT, new CommitPoint(job, stale, point, Map.of()));
        assertRefused(ErrorCode.LeaseLost, ProtectionEndpoints.BEGIN_BACKUP, new BeginBackup(job, stale, vault, item));
        assertThat(item(item).recoveryPoints()).isZero();
        call(ProtectionEndpoints.COMMIT_POINT, new CommitPoint(job, current, point, Map.of()));
        assertThat(item(item).recoveryPoints()).isEqualTo(1);
    }

    @Test
    void aJobThatHasEndedCanNotCommitAnyMore() {
        UUID item = protectedItem("web");
        UUID job = startBackup(item);
        long token = jobs.leaseToMover(job);
        begin(job, token, item);
        jobs.end(job, JobStatus.Failed);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(item(item).activeJob()).isNull());
        assertRefused(
                ErrorCode.LeaseLost,
                ProtectionEndpoints.COMMIT_POINT,
                new CommitPoint(job, token, point(item, job, Instant.now(), null), Map.of()));
    }

    @Test
    void committingTwiceIsCommittingOnce() {
        UUID item = protectedItem("web");
        UUID job = startBackup(item);
        long token = jobs.leaseToMover(job);
        begin(job, token, item);
        CommitPoint commit =
                new CommitPoint(job, token, point(item, job, Instant.now(), null), Map.of("vda", "mark-1"));
        call(ProtectionEndpoints.COMMIT_POINT, commit);
        call(ProtectionEndpoints.COMMIT_POINT, commit);
        assertThat(item(item).recoveryPoints()).isEqualTo(1);
        assertThat(begin(job, jobs.leaseToMover(job), item).committedPoint())
                .isEqualTo(commit.point().id());
        jobs.end(job, JobStatus.Completed);
        UUID next = startBackup(item);
        BackupContext context = begin(next, jobs.leaseToMover(next), item);
        assertThat(context.basePoint()).isEqualTo(commit.point().id());
        assertThat(context.checkpoints()).isEqualTo(Map.of("vda", "mark-1"));
        assertThat(context.committedPoint()).isNull();
    }

    // recovery points ----------------------------------------------------------------------------

    @Test
    void pointsAreListedNewestFirstByPagesAndTime() {
        UUID item = protectedItem("web");
        Instant base = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofDays(1));
        UUID first = backUp(item, base, null);
        UUID second = backUp(item, base.plusSeconds(60), null);
        UUID third = backUp(item, base.plusSeconds(120), null);
        RecoveryPointPage page = call(
                ProtectionEndpoints.POINT_LIST,
                new ListPoints(vault, item, null, null, false, new PageRequest(2, null)));
        assertThat(page.items()).extracting(RecoveryPoint::id).containsExactly(third, second);
        RecoveryPointPage rest = call(
                ProtectionEndpoints.POINT_LIST,
                new ListPoints(vault, item, null, null, false, new PageRequest(2, page.nextCursor())));
        assertThat(rest.items()).extracting(RecoveryPoint::id).containsExactly(first);
        RecoveryPointPage span = call(
                ProtectionEndpoints.POINT_LIST,
                new ListPoints(vault, item, base, base.plusSeconds(120), false, PageRequest.first()));
        assertThat(span.items()).extracting(RecoveryPoint::id).containsExactly(second, first);
        assertThat(call(ProtectionEndpoints.KNOWN_POINTS, new KnownPoints(vault, List.of(first, UUID.randomUUID())))
                        .points())
                .containsExactly(first);
    }

    @Test
    void aJobIsNamedByThePointItMadeAndByACommandThatIsNotFinished() {
        UUID item = protectedItem("web");
        UUID made = call(ProtectionEndpoints.POINT_GET, PointKey.of(vault, item, backUp(item)))
                .job();
        UUID running = call(ProtectionEndpoints.BACKUP_NOW, new BackupNow(vault, item, null))
                .jobs()
                .get(0);

        assertThat(call(ProtectionEndpoints.REFERRED_JOBS, new ReferredJobs(List.of(made, running, UUID.randomUUID())))
                        .jobs())
                .containsExactlyInAnyOrder(made, running);
    }

    @Test
    void aPreviewOfAPolicySaysHowLongThePointOfEachRunWillLive() {
        Retention retention =
                new Retention(new Retention.Daily(7), new Retention.Weekly(List.of(Weekday.Sunday), 5), null, null);
        call(ProtectionEndpoints.POLICY_CREATE, new CreatePolicy(vault, new NewPolicy("weekly", DAILY, retention)));
        Instant saturday = Instant.parse("2026-03-07T22:00:00Z");
        Instant sunday = Instant.parse("2026-03-08T22:00:00Z");
        runs = List.of(saturday, sunday);

        PolicyPreview preview =
                call(ProtectionEndpoints.POLICY_PREVIEW, new PreviewPolicy(vault, "weekly", saturday, 2));

        assertThat(preview.runs())
                .containsExactly(
                        new PolicyPreview.Run(saturday, Instant.parse("2026-03-14T22:00:00Z"), "Daily"),
                        new PolicyPreview.Run(sunday, Instant.parse("2026-04-12T22:00:00Z"), "Weekly"));
        assertRefused(
                ErrorCode.PolicyNotFound,
                ProtectionEndpoints.POLICY_PREVIEW,
                new PreviewPolicy(vault, "never", null, 2));
    }

    @Test
    void ofVaultsMadeAtTheSameTimeOneBelowAnotherOnlyOneComesToBe() {
        for (int round = 0; round < 20; round++) {
            String path = "stores-" + UUID.randomUUID();
            List<Future<Vault>> made = new ArrayList<>();
            for (String place : List.of(path, path + "/a", path + "/a/b")) {
                made.add(harness.bus()
                        .call(
                                ProtectionEndpoints.VAULT_CREATE,
                                new NewVault(
                                        "v-" + UUID.randomUUID(),
                                        "north",
                                        null,
                                        null,
                                        null,
                                        new VaultLocation(StoreKind.Directory, place)),
                                CALLER));
            }
            await(Future.join(made).otherwiseEmpty());

            assertThat(made).filteredOn(Future::succeeded).hasSize(1);
        }
    }

    @Test
    void aPointIsPinnedAndUnpinned() {
        UUID item = protectedItem("web");
        UUID point = backUp(item);
        Instant until = Instant.parse("2099-05-01T00:00:00Z");
        assertThat(call(ProtectionEndpoints.POINT_RETAIN, new RetainPoint(vault, item, point, until)))
                .extracting(RecoveryPoint::keptBecause, RecoveryPoint::retainUntil)
                .containsExactly("Pinned until 2099-05-01", until);
        assertThat(call(ProtectionEndpoints.POINT_RETAIN, new RetainPoint(vault, item, point, null))
                        .keptBecause())
                .isEqualTo("Daily");
        assertThat(refusal(ProtectionEndpoints.POINT_RETAIN, new RetainPoint(vault, item, point, Instant.EPOCH)))
                .containsExactly("/retainUntil");
    }

    @Test
    void theLastPointOfAProtectedItemStaysTheOthersGo() {
        UUID item = protectedItem("web");
        UUID first = backUp(item);
        assertRefused(ErrorCode.RecoveryPointPinned, ProtectionEndpoints.POINT_DELETE, PointKey.of(vault, item, first));
        UUID second = backUp(item);
        ItemAction dry = call(ProtectionEndpoints.POINT_DELETE, new PointKey(vault, item, first, true));
        assertThat(dry.dryRun().recoveryPoints()).extracting(Loss::id).containsExactly(first);
        UUID job = call(ProtectionEndpoints.POINT_DELETE, PointKey.of(vault, item, first))
                .jobs()
                .get(0);
        assertRefused(ErrorCode.RecoveryPointNotFound, ProtectionEndpoints.POINT_GET, PointKey.of(vault, item, first));
        assertRefused(
                ErrorCode.RecoveryPointPinned, ProtectionEndpoints.POINT_DELETE, PointKey.of(vault, item, second));
        long token = jobs.leaseToMover(job);
        DeleteContext context = call(ProtectionEndpoints.BEGIN_DELETE, new BeginDelete(job, token, vault, item));
        assertThat(context.points()).containsExactly(first);
        assertThat(context.itemGone()).isFalse();
        call(ProtectionEndpoints.DATA_DELETED, new DataDeleted(job, token, vault, item, List.of()));
        jobs.end(job, JobStatus.Completed);
        assertThat(item(item).recoveryPoints()).isEqualTo(1);
        assertThat(fleet.isClaimed(item)).isTrue();
        assertThat(call(ProtectionEndpoints.KNOWN_POINTS, new KnownPoints(vault, List.of(first, second)))
                        .points())
                .containsExactly(second);
    }

    @Test
    void aPointWhoseDeletionFailedIsThereAgain() {
        UUID item = protectedItem("web");
        UUID first = backUp(item);
        backUp(item);
        UUID job = call(ProtectionEndpoints.POINT_DELETE, PointKey.of(vault, item, first))
                .jobs()
                .get(0);
        assertThat(item(item).recoveryPoints()).isEqualTo(1);
        jobs.end(job, JobStatus.Failed);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(item(item).recoveryPoints()).isEqualTo(2));
    }

    @Test
    void aRestoreIsCheckedBeforeItsJobExists() {
        UUID item = protectedItem("web");
        UUID point = backUp(item);
        assertThat(refusal(
                        ProtectionEndpoints.RESTORE,
                        new StartRestore(
                                vault, item, point, new RestoreTarget(TargetKind.NewMachine, null, null, null, "x"))))
                .containsExactly("/target/name", "/target/folder");
        fleet.conflicts(new FieldError("/target/name", "TargetExists", "there is a machine of that name"));
        StartRestore restore = new StartRestore(
                vault, item, point, new RestoreTarget(TargetKind.NewMachine, "web-2", null, null, null));
        assertThat(call(ProtectionEndpoints.RESTORE_PREVIEW, restore).conflicts())
                .hasSize(1);
        assertRefused(ErrorCode.TargetExists, ProtectionEndpoints.RESTORE, restore);
        int before = jobs.submitted(Operation.Restore).size();
        fleet.conflicts();
        call(ProtectionEndpoints.RESTORE, restore);
        assertThat(jobs.submitted(Operation.Restore)).hasSize(before + 1);
        assertThat(call(ProtectionEndpoints.RESTORE_PREVIEW, restore).estimatedSeconds())
                .isNull();
        UUID job = jobs.submitted(Operation.Restore).get(before).id();
        jobs.end(job, Duration.ofSeconds(4), Map.of("bytesWritten", 2)); // and 10 bytes are to be restored
        assertThat(call(ProtectionEndpoints.RESTORE_PREVIEW, restore).estimatedSeconds())
                .isEqualTo(20);
        assertThat(jobs.submitted(Operation.Restore).get(before).exclusiveKey()).isNull();
        assertThat(jobs.submitted(Operation.Restore).get(before).subTasks())
                .containsExactly("Prepare target", "Transfer data from vault", "Create machine");
    }

    @Test
    void aRestoreOverTheMachineExcludesItsBackups() {
        UUID item = protectedItem("web");
        UUID point = backUp(item);
        StartRestore restore =
                new StartRestore(vault, item, point, new RestoreTarget(TargetKind.Original, null, null, null, null));
        call(ProtectionEndpoints.RESTORE, restore);
        assertRefused(ErrorCode.ItemBusy, ProtectionEndpoints.BACKUP_NOW, new BackupNow(vault, item, null));
    }

    // stop, resume, switch -----------------------------------------------------------------------

    @Test
    void stoppingKeepsThePointsForEver() {
        UUID item = protectedItem("web");
        UUID point = backUp(item);
        StopProtection stop = new StopProtection(vault, item, StopData.Keep, null, false);
        call(ProtectionEndpoints.STOP, stop);
        awaitStatus(item, ProtectionStatus.ProtectionStopped);
        assertThat(item(item).policy()).isNull();
        assertThat(call(ProtectionEndpoints.POINT_GET, PointKey.of(vault, item, point))
                        .keptBecause())
                .isEqualTo("Protection stopped");
        assertRefused(ErrorCode.NotProtected, ProtectionEndpoints.STOP, stop);
        assertRefused(ErrorCode.NotProtected, ProtectionEndpoints.BACKUP_NOW, new BackupNow(vault, item, null));
        call(ProtectionEndpoints.RESUME, new ResumeProtection(vault, item, null));
        awaitStatus(item, ProtectionStatus.Protected);
        assertThat(item(item).policy()).isEqualTo("DefaultPolicy");
        assertRefused(ErrorCode.ProtectionActive, ProtectionEndpoints.RESUME, new ResumeProtection(vault, item, null));
    }

    @Test
    void stoppingByPolicyKeepsThePolicy() {
        UUID item = protectedItem("web");
        backUp(item);
        call(ProtectionEndpoints.STOP, new StopProtection(vault, item, StopData.KeepByPolicy, null, false));
        awaitStatus(item, ProtectionStatus.BackupsSuspended);
        assertThat(item(item).policy()).isEqualTo("DefaultPolicy");
        assertThat(call(ProtectionEndpoints.SUMMARY, new SummaryRequest(vault)).protectedItems())
                .isZero();
    }

    @Test
    void protectionIsNotStoppedWhileABackupRuns() {
        UUID item = protectedItem("web");
        UUID job = startBackup(item);
        StopProtection stop = new StopProtection(vault, item, StopData.Keep, null, false);
        assertRefused(ErrorCode.BackupInProgress, ProtectionEndpoints.STOP, stop);
        jobs.silent(true);
        jobs.end(job, JobStatus.Cancelled);
        call(ProtectionEndpoints.STOP, stop);
        awaitStatus(item, ProtectionStatus.ProtectionStopped);
    }

    @Test
    void deletingDataWantsTheItemsNameAndEndsTheItem() {
        UUID item = protectedItem("web");
        UUID first = backUp(item);
        UUID second = backUp(item);
        assertRefused(
                ErrorCode.ConfirmationMismatch,
                ProtectionEndpoints.STOP,
                new StopProtection(vault, item, StopData.Delete, "Web", false));
        DryRun dry = new DryRun(
                call(ProtectionEndpoints.STOP, new StopProtection(vault, item, StopData.Delete, null, true)));
        assertThat(dry.points()).containsExactly(first, second);
        UUID job = call(ProtectionEndpoints.STOP, new StopProtection(vault, item, StopData.Delete, "web", false))
                .jobs()
                .get(0);
        assertThat(item(item).status()).isEqualTo(ProtectionStatus.ProtectionStopped);
        assertRefused(ErrorCode.ItemBusy, ProtectionEndpoints.RESUME, new ResumeProtection(vault, item, null));
        long token = jobs.leaseToMover(job);
        BeginDelete begin = new BeginDelete(job, token, vault, item);
        assertThat(call(ProtectionEndpoints.BEGIN_DELETE, begin).points()).containsExactly(first, second);
        assertRefused(
                ErrorCode.LeaseLost,
                ProtectionEndpoints.DATA_DELETED,
                new DataDeleted(job, token - 1, vault, item, List.of()));
        call(ProtectionEndpoints.DATA_DELETED, new DataDeleted(job, token, vault, item, List.of(first)));
        assertThat(item(item).recoveryPoints()).isEqualTo(1);
        assertThat(call(ProtectionEndpoints.BEGIN_DELETE, begin).points()).containsExactly(second);
        DataDeleted deleted = new DataDeleted(job, token, vault, item, List.of());
        call(ProtectionEndpoints.DATA_DELETED, deleted);
        call(ProtectionEndpoints.DATA_DELETED, deleted);
        assertThat(call(ProtectionEndpoints.BEGIN_DELETE, begin).itemGone()).isTrue();
        jobs.end(job, JobStatus.Completed);
        assertRefused(ErrorCode.ItemNotFound, ProtectionEndpoints.ITEM_GET, ItemKey.of(vault, item));
        assertThat(fleet.isClaimed(item)).isFalse();
        assertThat(changes).contains(new ItemChanged(vault, item, "protected", "NotProtected"));
        call(ProtectionEndpoints.PROTECT, protect(List.of(item), "DefaultPolicy"));
        awaitStatus(item, ProtectionStatus.InitialBackupPending);
    }

    private record DryRun(ItemAction action) {
        List<UUID> points() {
            return action.dryRun().recoveryPoints().stream().map(Loss::id).toList();
        }
    }

    @Test
    void anItemMovesToAnotherPolicy() {
        UUID item = protectedItem("web");
        call(ProtectionEndpoints.POLICY_CREATE, new CreatePolicy(vault, daily("Other", 3)));
        UUID old = backUp(item, Instant.now().minus(Duration.ofDays(4)), null);
        backUp(item);
        SwitchPolicy dry = new SwitchPolicy(vault, item, "Other", null, true);
        assertThat(call(ProtectionEndpoints.SWITCH_POLICY, dry).dryRun().recoveryPoints())
                .extracting(Loss::id)
                .containsExactly(old);
        assertRefused(
                ErrorCode.VersionMismatch,
                ProtectionEndpoints.SWITCH_POLICY,
                new SwitchPolicy(vault, item, "Other", 0L, false));
        call(ProtectionEndpoints.SWITCH_POLICY, new SwitchPolicy(vault, item, "Other", null, false));
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(item(item).policyPending()).isFalse());
        assertThat(item(item).policy()).isEqualTo("Other");
        assertThat(item(item).status()).isEqualTo(ProtectionStatus.Protected);
        assertThat(list("Other")).extracting(ProtectedItem::id).containsExactly(item);
        assertThat(list("DefaultPolicy")).isEmpty();
    }

    // --------------------------------------------------------------------------------------------

    private static final List<Schedule> DAILY =
            List.of(new Schedule(ScheduleKind.Daily, List.of("22:00"), List.of(), "UTC"));

    private static Retention days(int days) {
        return new Retention(new Retention.Daily(days), null, null, null);
    }

    private static NewPolicy daily(String name, int days) {
        return new NewPolicy(name, DAILY, days(days));
    }

    private ProtectItems protect(List<UUID> items, String policy) {
        return new ProtectItems(vault, items, policy, null);
    }

    private UUID protectedItem(String name) {
        return protectedItem(name, "DefaultPolicy");
    }

    private UUID protectedItem(String name, String policy) {
        UUID item = fleet.register(vault, name);
        call(ProtectionEndpoints.PROTECT, protect(List.of(item), policy));
        awaitStatus(item, ProtectionStatus.InitialBackupPending);
        return item;
    }

    private UUID startBackup(UUID item) {
        return call(ProtectionEndpoints.BACKUP_NOW, new BackupNow(vault, item, null))
                .jobs()
                .get(0);
    }

    private BackupContext begin(UUID job, long token, UUID item) {
        return call(ProtectionEndpoints.BEGIN_BACKUP, new BeginBackup(job, token, vault, item));
    }

    private UUID backUp(UUID item) {
        return backUp(item, Instant.now(), null);
    }

    private UUID backUp(UUID item, Instant time, @Nullable Instant retainUntil) {
        UUID job = startBackup(item);
        long token = jobs.leaseToMover(job);
        begin(job, token, item);
        RecoveryPoint point = point(item, job, time, retainUntil);
        call(ProtectionEndpoints.COMMIT_POINT, new CommitPoint(job, token, point, Map.of()));
        jobs.end(job, JobStatus.Completed);
        return point.id();
    }

    private RecoveryPoint point(UUID item, UUID job, Instant time, @Nullable Instant retainUntil) {
        return new RecoveryPoint(
                Ids.next(),
                item,
                vault,
                time.truncatedTo(ChronoUnit.MICROS),
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
                retainUntil,
                null,
                null,
                null,
                job);
    }

    private ProtectedItem item(UUID item) {
        return call(ProtectionEndpoints.ITEM_GET, ItemKey.of(vault, item));
    }

    private List<ProtectedItem> list(@Nullable String policy) {
        return call(
                        ProtectionEndpoints.ITEM_LIST,
                        new ListProtectedItems(
                                new ProtectedItemFilter(vault, List.of(), policy, List.of(), null, false),
                                PageRequest.first()))
                .items();
    }

    private void awaitStatus(UUID item, ProtectionStatus status) {
        await().atMost(LONG).untilAsserted(() -> assertThat(item(item).status()).isEqualTo(status));
    }

    private <Q, R> R call(Endpoint<Q, R> endpoint, Q request) {
        return await(harness.bus().call(endpoint, request, CALLER));
    }

    private <Q, R> HoldfastException failure(Endpoint<Q, R> endpoint, Q request) {
        try {
            R answer = call(endpoint, request);
            throw new AssertionError("accepted: " + answer);
        } catch (HoldfastException refused) {
            return refused;
        }
    }

    private <Q, R> void assertRefused(ErrorCode code, Endpoint<Q, R> endpoint, Q request) {
        assertThatThrownBy(() -> call(endpoint, request))
                .isInstanceOfSatisfying(HoldfastException.class, refused -> assertThat(refused.code())
                        .isEqualTo(code));
    }

    private <Q, R> List<String> refusal(Endpoint<Q, R> endpoint, Q request) {
        return failure(endpoint, request).failure().errors().stream()
                .map(FieldError::pointer)
                .toList();
    }
}
