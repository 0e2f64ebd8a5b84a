package io.holdfast.discovery;

import static io.holdfast.platform.testing.ServiceHarness.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.Endpoint;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.PageRequest;
import io.holdfast.contracts.discovery.ChangeSubscription;
import io.holdfast.contracts.discovery.ClaimMachines;
import io.holdfast.contracts.discovery.ClaimMachines.Claim;
import io.holdfast.contracts.discovery.DiscoveryEndpoints;
import io.holdfast.contracts.discovery.EligibilityReason;
import io.holdfast.contracts.discovery.EligibilityRequest;
import io.holdfast.contracts.discovery.FabricKind;
import io.holdfast.contracts.discovery.ListMachines;
import io.holdfast.contracts.discovery.ListSubscriptions;
import io.holdfast.contracts.discovery.Machine;
import io.holdfast.contracts.discovery.MachineFilter;
import io.holdfast.contracts.discovery.MachineId;
import io.holdfast.contracts.discovery.MachineIds;
import io.holdfast.contracts.discovery.MachinePage;
import io.holdfast.contracts.discovery.NewSubscription;
import io.holdfast.contracts.discovery.RegistrationFilter;
import io.holdfast.contracts.discovery.ReleaseMachines;
import io.holdfast.contracts.discovery.StartDiscovery;
import io.holdfast.contracts.discovery.Subscription;
import io.holdfast.contracts.discovery.SubscriptionName;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.contracts.protection.VaultType;
import io.holdfast.platform.testing.FakeJobs;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.ServiceHarness;
import io.holdfast.platform.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@ExtendWith(PostgresExtension.class)
class DiscoveryIT {
    private static final Logger log = LoggerFactory.getLogger(DiscoveryIT.class);
    private static final Caller ANN = new Caller("ann");
    private static final Map<String, Vault> VAULTS = Map.of(
            "home", Fleet.vault("home", "north", VaultType.RecoveryServices),
            "away", Fleet.vault("away", "north", VaultType.RecoveryServices),
            "old", Fleet.vault("old", "north", VaultType.Backup),
            "south", Fleet.vault("south", "south", VaultType.RecoveryServices));

    private final Vertx vertx = Vertx.vertx();
    private final FakeJobs jobs = new FakeJobs(vertx);
    private TestDatabase database;
    private ServiceHarness harness;

    @TempDir
    Path folder;

    @BeforeEach
    void start(TestDatabase database) {
        this.database = database;
        jobs.start();
        await(ServiceHarness.bus(vertx)
                .serve(
                        ProtectionEndpoints.VAULT_GET,
                        (request, caller) -> VAULTS.containsKey(request.name())
                                ? Future.succeededFuture(VAULTS.get(request.name()))
                                : Future.failedFuture(
                                        new HoldfastException(ErrorCode.VaultNotFound, "No vault " + request.name()))));
        harness = ServiceHarness.start(vertx, database, DiscoveryMain.SERVICE);
        sql("delete from discovery.machine");
        sql("delete from discovery.subscription");
    }

    private void restart(JsonObject settings) {
        harness.close();
        harness = ServiceHarness.start(
                vertx, database, new JsonObject().put("discovery", settings), Clock.systemUTC(), DiscoveryMain.SERVICE);
    }

    @AfterEach
    void stop() {
        harness.close();
        await(vertx.close());
    }

    // subscriptions ------------------------------------------------------------------------------

    @Test
    void aSubscriptionIsCreatedReadListedChangedAndDeleted() {
        var created = subscribe("lab", "north", folder);
        var changed = call(
                DiscoveryEndpoints.SUBSCRIPTION_CHANGE,
                new ChangeSubscription("lab", Map.of("path", folder.resolve("b").toString()), created.version()));

        assertThat(changed.version()).isEqualTo(created.version() + 1);
        assertThat(call(DiscoveryEndpoints.SUBSCRIPTION_GET, SubscriptionName.of("lab")))
                .isEqualTo(changed);
        subscribe("bay", "north", folder);
        var page = call(DiscoveryEndpoints.SUBSCRIPTION_LIST, new ListSubscriptions(new PageRequest(1, null)));
        assertThat(page.items()).extracting(Subscription::name).containsExactly("bay");
        assertThat(call(
                                DiscoveryEndpoints.SUBSCRIPTION_LIST,
                                new ListSubscriptions(new PageRequest(1, page.nextCursor())))
                        .items())
                .containsExactly(changed);
        call(DiscoveryEndpoints.SUBSCRIPTION_DELETE, new SubscriptionName("lab", changed.version()));
        assertThat(refusal(() -> call(DiscoveryEndpoints.SUBSCRIPTION_GET, SubscriptionName.of("lab")))
                        .code())
                .isEqualTo(ErrorCode.SubscriptionNotFound);
    }

    @Test
    void badSubscriptionsAreRefusedWithTheFieldThatIsBad() {
        subscribe("lab", "north", folder);

        assertThat(refusal(() -> subscribe("lab", "north", folder)).code()).isEqualTo(ErrorCode.SubscriptionExists);
        assertThat(refusal(() -> subscribe("Lab", "north", folder)).failure().errors())
                .extracting(FieldError::pointer)
                .containsExactly("/name");
        var settings = refusal(() -> call(
                DiscoveryEndpoints.SUBSCRIPTION_CREATE,
                new NewSubscription("bad", FabricKind.Directory, "north", Map.of("pth", "/x"))));
        assertThat(settings.code()).isEqualTo(ErrorCode.InvalidFabricSettings);
        assertThat(settings.failure().errors())
                .extracting(FieldError::pointer)
                .containsExactlyInAnyOrder("/settings/path", "/settings/pth");
        assertThat(refusal(() -> call(
                                DiscoveryEndpoints.SUBSCRIPTION_CHANGE, new ChangeSubscription("lab", Map.of(), null)))
                        .code())
                .isEqualTo(ErrorCode.InvalidFabricSettings);
    }

    @Test
    void staleVersionsAreRefused() {
        subscribe("lab", "north", folder);
        Map<String, Object> settings = Map.of("path", folder.toString());

        assertThat(refusal(() -> call(
                                DiscoveryEndpoints.SUBSCRIPTION_CHANGE, new ChangeSubscription("lab", settings, 7L)))
                        .code())
                .isEqualTo(ErrorCode.VersionMismatch);
        assertThat(refusal(() -> call(DiscoveryEndpoints.SUBSCRIPTION_DELETE, new SubscriptionName("lab", 7L)))
                        .code())
                .isEqualTo(ErrorCode.VersionMismatch);
    }

    @Test
    void aSubscriptionIsDeletedWithItsMachinesButNotWhileOneIsRegistered() {
        simulate("sim", "north", 3, Map.of());
        discover("home");
        var machine = machines("home").get(0);
        var claim = new Claim(machine.id(), UUID.randomUUID());
        claim("home", claim);

        assertThat(refusal(() -> call(DiscoveryEndpoints.SUBSCRIPTION_DELETE, SubscriptionName.of("sim")))
                        .code())
                .isEqualTo(ErrorCode.SubscriptionInUse);
        assertThat(machines("home")).hasSize(3);

        call(DiscoveryEndpoints.RELEASE, new ReleaseMachines(List.of(claim)));
        call(DiscoveryEndpoints.SUBSCRIPTION_DELETE, SubscriptionName.of("sim"));
        assertThat(machines("home")).isEmpty();
    }

    @Test
    void aCheckSaysWhatWorksAndWhatDoesNot() throws IOException {
        machine("rack-1", "web");
        subscribe("lab", "north", folder);
        subscribe("none", "north", folder.resolve("none"));

        assertThat(call(DiscoveryEndpoints.SUBSCRIPTION_CHECK, SubscriptionName.of("lab"))
                        .ok())
                .isTrue();
        assertThat(call(DiscoveryEndpoints.SUBSCRIPTION_CHECK, SubscriptionName.of("none"))
                        .ok())
                .isFalse();
    }

    @Test
    void aProbeSaysWhetherAPlaceIsThereThoughNotEverythingInItIsWell() throws IOException {
        machine("rack-1", "web");
        Files.writeString(folder.resolve("rack-1/web/machine.yaml"), "nonsense: [");
        subscribe("lab", "north", folder);
        subscribe("none", "north", folder.resolve("none"));

        var lab = call(DiscoveryEndpoints.SUBSCRIPTION_PROBE, SubscriptionName.of("lab"));
        assertThat(lab.ok()).isFalse();
        assertThat(lab.answers()).isTrue();
        assertThat(call(DiscoveryEndpoints.SUBSCRIPTION_PROBE, SubscriptionName.of("none"))
                        .answers())
                .isFalse();
    }

    // discover -----------------------------------------------------------------------------------

    @Test
    void findsTheMachinesOfADirectory() throws IOException {
        machine("rack-1", "web");
        machine("rack-2", "web");
        subscribe("lab", "north", folder);

        var job = discover("home");

        assertThat(job.status()).isEqualTo(JobStatus.Completed);
        assertThat(job.result()).isEqualTo(Map.of("machines", 2, "new", 2, "missing", 0, "problems", 0));
        assertThat(jobs.messages(job.id())).contains("lab: found 2, new 2, missing 0");
        assertThat(machines("home"))
                .extracting(Machine::name, Machine::cloudService, Machine::subscription, Machine::region)
                .containsExactly(tuple("web", "rack-1", "lab", "north"), tuple("web", "rack-2", "lab", "north"));
        assertThat(machines("home").get(0).disks()).singleElement().hasFieldOrPropertyWithValue("sizeBytes", 4096L);
        assertThat(call(DiscoveryEndpoints.SUBSCRIPTION_GET, SubscriptionName.of("lab"))
                        .lastDiscoveredAt())
                .isNotNull();
    }

    @Test
    void aMachineThatVanishedIsMarkedMissingAndComesBack() throws IOException {
        var web = machine("rack-1", "web");
        machine("rack-1", "db");
        subscribe("lab", "north", folder);
        discover("home");
        var id = machines("home").get(1).id();

        Files.move(web, folder.resolve("web-aside"));
        assertThat(discover("home").result()).containsEntry("missing", 1).containsEntry("machines", 1);
        assertThat(discover("home").result()).containsEntry("missing", 0);
        assertThat(one(id).missing()).isTrue();
        assertThat(one(id).lastSeenAt()).isNotNull();

        Files.move(folder.resolve("web-aside"), web);
        assertThat(discover("home").result()).containsEntry("new", 0);
        assertThat(one(id).missing()).isFalse();
    }

    @Test
    void aBrokenManifestIsListedWithItsProblemAndCanNotBeRegistered() throws IOException {
        machine("rack-1", "web");
        Files.writeString(machine("rack-1", "bad").resolve("machine.yaml"), "disks: [");
        subscribe("lab", "north", folder);

        var job = discover("home");

        assertThat(job.status()).isEqualTo(JobStatus.CompletedWithWarnings);
        assertThat(job.result()).containsEntry("machines", 2).containsEntry("problems", 1);
        assertThat(job.warnings()).singleElement().hasFieldOrPropertyWithValue("code", "InvalidMachineManifest");
        var bad = machines("home").get(0);
        assertThat(bad.problem()).contains("machine.yaml");
        var eligibility = call(DiscoveryEndpoints.ELIGIBILITY, new EligibilityRequest(bad.id(), "home"));
        assertThat(eligibility.eligible()).isFalse();
        assertThat(eligibility.checks().get(0).reason()).isEqualTo(EligibilityReason.Unusable);
        assertThat(refusal(() -> claim("home", new Claim(bad.id(), UUID.randomUUID())))
                        .code())
                .isEqualTo(ErrorCode.InvalidMachineManifest);
    }

    @Test
    void onlySubscriptionsOfTheVaultsRegionAreWalked() {
        simulate("n", "north", 3, Map.of());
        simulate("s", "south", 5, Map.of());

        assertThat(discover("home").result()).containsEntry("machines", 3);
        assertThat(machines("south")).isEmpty();
        assertThat(discover("south").result()).containsEntry("machines", 5);
    }

    @Test
    void aRegionWithoutSubscriptionsIsAWarning() {
        var job = discover("home");

        assertThat(job.status()).isEqualTo(JobStatus.CompletedWithWarnings);
        assertThat(job.warnings()).singleElement().hasFieldOrPropertyWithValue("code", "NoSubscription");
    }

    @Test
    void aSubscriptionThatFailsTakesNothingFromTheOthers() throws IOException {
        machine("rack-1", "web");
        subscribe("lab", "north", folder);
        simulate("sim", "north", 3, Map.of());
        discover("home");
        Files.move(folder.resolve("rack-1"), folder.resolveSibling(folder.getFileName() + "-aside"));
        Files.delete(folder);

        var job = discover("home");

        assertThat(job.status()).isEqualTo(JobStatus.CompletedWithWarnings);
        assertThat(job.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.code()).isEqualTo("FabricUnavailable");
            assertThat(warning.message()).startsWith("lab: ");
        });
        assertThat(machines("home")).hasSize(4).noneMatch(Machine::missing);
    }

    @Test
    void theJobFailsWhenEverySubscriptionFails() {
        subscribe("lab", "north", folder.resolve("nothing"));

        var job = discover("home");

        assertThat(job.status()).isEqualTo(JobStatus.Failed);
        assertThat(job.error().code()).isEqualTo("FabricUnavailable");
    }

    @Test
    void aMachineOfAnotherSubscriptionIsLeftAlone() throws IOException {
        machine("rack-1", "web", "id: 11111111-1111-4111-8111-111111111111\n");
        subscribe("a", "north", folder);
        discover("home");
        subscribe("b", "north", folder);

        var job = discover("home");

        assertThat(job.warnings()).singleElement().hasFieldOrPropertyWithValue("code", "OtherSubscription");
        assertThat(machines("home")).extracting(Machine::subscription).containsExactly("a");
    }

    @Test
    void aFreeMachineThatIsMissingThereMovesToTheSubscriptionThatShowsIt() throws IOException {
        var id = "id: 11111111-1111-4111-8111-111111111111\n";
        var a = Files.createDirectory(folder.resolve("a"));
        var b = Files.createDirectory(folder.resolve("b"));
        machine(a, "rack-1", "web", id);
        subscribe("a", "north", a);
        subscribe("b", "north", b);
        discover("home");
        Files.move(a.resolve("rack-1"), folder.resolve("aside"));
        discover("home");

        machine(b, "rack-2", "web", id);
        discover("home");

        assertThat(machines("home"))
                .extracting(Machine::subscription, Machine::cloudService, Machine::missing)
                .containsExactly(tuple("b", "rack-2", false));
    }

    @Test
    void oneDiscoveryOfAVaultAtATime() {
        simulate("slow", "north", 10, Map.of("latencyMillis", 3000));
        var first = call(DiscoveryEndpoints.DISCOVER, new StartDiscovery("home"))
                .jobs()
                .get(0);

        var refused = refusal(() -> call(DiscoveryEndpoints.DISCOVER, new StartDiscovery("home")));

        assertThat(refused.code()).isEqualTo(ErrorCode.DiscoveryInProgress);
        assertThat(refused.failure().errors()).extracting(FieldError::pointer).containsExactly(first.toString());
        assertThat(refusal(() -> call(DiscoveryEndpoints.DISCOVER, new StartDiscovery("nowhere")))
                        .code())
                .isEqualTo(ErrorCode.VaultNotFound);
        jobs.cancel(first);
        jobs.awaitEnd(first);
    }

    @Test
    void aCancelledDiscoveryStopsSoonAndMarksNothingMissing() {
        simulate("sim", "north", 10, Map.of());
        discover("home");
        call(
                DiscoveryEndpoints.SUBSCRIPTION_CHANGE,
                new ChangeSubscription("sim", Map.of("machines", 0, "latencyMillis", 8000), null));
        var job = call(DiscoveryEndpoints.DISCOVER, new StartDiscovery("home"))
                .jobs()
                .get(0);
        await().until(() -> jobs.job(job).status() == JobStatus.InProgress);

        jobs.cancel(job);

        assertThat(jobs.awaitEnd(job).status()).isEqualTo(JobStatus.Cancelled);
        assertThat(machines("home")).hasSize(10).noneMatch(Machine::missing);
    }

    @Test
    void walksWaitForOneAnotherWithoutRunningOutOfTimeAndHoldUpNoCheck() {
        restart(new JsonObject().put("fabricThreads", 1).put("walkDeadline", "PT2S"));
        for (var name : List.of("sim-a", "sim-b", "sim-c")) {
            simulate(name, "north", 1, Map.of("latencyMillis", 900));
        }
        simulate("quick", "south", 1, Map.of());

        var job = call(DiscoveryEndpoints.DISCOVER, new StartDiscovery("home"))
                .jobs()
                .get(0);
        await().until(() -> jobs.job(job).status() == JobStatus.InProgress);
        long asked = System.nanoTime();
        var check = call(DiscoveryEndpoints.SUBSCRIPTION_CHECK, SubscriptionName.of("quick"));

        assertThat(check.ok()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofMillis(800));
        assertThat(jobs.awaitEnd(job).status()).isEqualTo(JobStatus.Completed);
        assertThat(machines("home")).hasSize(3);
    }

    @Test
    void aDiscoveryThatWaitsForAThreadIsCancelledAtOnce() {
        restart(new JsonObject().put("fabricThreads", 1));
        simulate("slow", "north", 1, Map.of("latencyMillis", 20_000));
        simulate("waiting", "south", 1, Map.of("latencyMillis", 20_000));
        var slow = call(DiscoveryEndpoints.DISCOVER, new StartDiscovery("home"))
                .jobs()
                .get(0);
        await().until(() -> jobs.job(slow).status() == JobStatus.InProgress);
        var waiting = call(DiscoveryEndpoints.DISCOVER, new StartDiscovery("south"))
                .jobs()
                .get(0);
        await().until(() -> jobs.job(waiting).status() == JobStatus.InProgress);

        jobs.cancel(waiting);

        assertThat(jobs.awaitEnd(waiting).status()).isEqualTo(JobStatus.Cancelled);
        assertThat(jobs.job(slow).status()).isEqualTo(JobStatus.InProgress);
        jobs.cancel(slow);
        assertThat(jobs.awaitEnd(slow).status()).isEqualTo(JobStatus.Cancelled);
    }

    @Test
    void tenThousandMachinesAreDiscoveredAndPagedQuickly() {
        simulate("sim", "north", 10_000, Map.of());

        long begun = System.nanoTime();
        assertThat(discover("home", 30).result())
                .containsEntry("machines", 10_000)
                .containsEntry("new", 10_000);
        var first = Duration.ofNanos(System.nanoTime() - begun);
        begun = System.nanoTime();
        assertThat(discover("home", 30).result()).containsEntry("new", 0);
        var again = Duration.ofNanos(System.nanoTime() - begun);

        sql("analyze discovery.machine");
        var seen = new ArrayList<UUID>();
        var times = new ArrayList<Long>();
        String cursor = null;
        do {
            long asked = System.nanoTime();
            var page = list(filter("home", null, null), new PageRequest(100, cursor));
            times.add((System.nanoTime() - asked) / 1_000);
            page.items().forEach(machine -> seen.add(machine.id()));
            cursor = page.nextCursor();
        } while (cursor != null);

        assertThat(first).isLessThan(Duration.ofSeconds(20));
        assertThat(again).isLessThan(Duration.ofSeconds(20));
        assertThat(seen).hasSize(10_000).doesNotHaveDuplicates();
        times.sort(null);
        log.info("first {}, again {}, page p50 {} us, p99 {} us", first, again, times.get(50), times.get(98));
        // the median: what the machine does besides shows in the slowest pages
        assertThat(times.get(50)).as("microseconds").isLessThan(100_000);
    }

    // machines -----------------------------------------------------------------------------------

    @Test
    void aVaultsListHasItsRegionsFreeMachinesAndItsOwn() {
        simulate("n", "north", 4, Map.of());
        simulate("s", "south", 4, Map.of());
        discover("home");
        discover("south");
        var all = machines("home");
        claim("home", new Claim(all.get(0).id(), UUID.randomUUID()));
        claim("away", new Claim(all.get(1).id(), UUID.randomUUID()));

        assertThat(machines("home")).hasSize(3).extracting(Machine::region).containsOnly("north");
        assertThat(list(filter("home", RegistrationFilter.NotRegistered, null), PageRequest.first())
                        .items())
                .hasSize(2);
        assertThat(list(filter("home", RegistrationFilter.Registered, null), PageRequest.first())
                        .items())
                .extracting(Machine::id)
                .containsExactly(all.get(0).id());
        assertThat(list(filter(null, null, null), PageRequest.first()).items()).hasSize(8);
        assertThat(refusal(() -> machines("nowhere")).code()).isEqualTo(ErrorCode.VaultNotFound);
    }

    @Test
    void listsFilterByPartOfTheNameWhateverTheCase() throws IOException {
        machine("rack-1", "Web-1");
        machine("rack-1", "web_2");
        machine("rack-2", "db");
        subscribe("lab", "north", folder);
        discover("home");

        assertThat(list(filter("home", null, "WEB"), PageRequest.first()).items())
                .hasSize(2);
        assertThat(list(filter("home", null, "_"), PageRequest.first()).items())
                .extracting(Machine::name)
                .containsExactly("web_2");
        var rack = new MachineFilter("home", null, null, "rack-2", "lab");
        assertThat(list(rack, PageRequest.first()).items())
                .extracting(Machine::name)
                .containsExactly("db");
    }

    @Test
    void machinesComeInTheOrderAskedForWithoutTheUnknown() {
        simulate("sim", "north", 3, Map.of());
        discover("home");
        var all = machines("home");

        var found = call(
                DiscoveryEndpoints.MACHINES,
                new MachineIds(
                        List.of(all.get(2).id(), UUID.randomUUID(), all.get(0).id())));

        assertThat(found.machines()).containsExactly(all.get(2), all.get(0));
    }

    @Test
    void aConnectionHasTheMachineAndItsSubscription() {
        simulate("sim", "north", 1, Map.of());
        discover("home");
        var machine = machines("home").get(0);

        var connection = call(DiscoveryEndpoints.CONNECTION, new MachineId(machine.id()));

        assertThat(connection.machine()).isEqualTo(machine);
        assertThat(connection.subscription().settings()).containsEntry("machines", 1);
        assertThat(refusal(() -> call(DiscoveryEndpoints.CONNECTION, new MachineId(UUID.randomUUID())))
                        .code())
                .isEqualTo(ErrorCode.MachineNotFound);
    }

    // claims -------------------------------------------------------------------------------------

    @Test
    void aClaimIsAllOrNothingAndNamesEachBadMachine() {
        simulate("n", "north", 3, Map.of());
        simulate("s", "south", 1, Map.of("seed", 2));
        discover("home");
        discover("south");
        var north = machines("home");
        var south = machines("south");
        claim("away", new Claim(north.get(1).id(), UUID.randomUUID()));
        sql("update discovery.machine set missing = true where id = '%s'"
                .formatted(north.get(2).id()));

        var refused = refusal(() -> claim(
                "home",
                new Claim(north.get(0).id(), UUID.randomUUID()),
                new Claim(UUID.randomUUID(), UUID.randomUUID()),
                new Claim(north.get(1).id(), UUID.randomUUID()),
                new Claim(north.get(2).id(), UUID.randomUUID()),
                new Claim(south.get(0).id(), UUID.randomUUID())));

        assertThat(refused.code()).isEqualTo(ErrorCode.InvalidField);
        assertThat(refused.failure().errors())
                .extracting(FieldError::pointer, FieldError::code)
                .containsExactly(
                        tuple("/machineIds/1", "MachineNotFound"),
                        tuple("/machineIds/2", "OtherVault"),
                        tuple("/machineIds/3", "MachineMissing"),
                        tuple("/machineIds/4", "OtherRegion"));
        assertThat(one(north.get(0).id()).vault()).isNull();
    }

    @Test
    void aClaimMayBeRepeatedAndIsReleasedByItsItemOnly() {
        simulate("sim", "north", 1, Map.of());
        discover("home");
        var claim = new Claim(machines("home").get(0).id(), UUID.randomUUID());

        assertThat(claim("home", claim)).isEqualTo(claim("home", claim));
        assertThat(refusal(() -> claim("home", new Claim(claim.machine(), UUID.randomUUID())))
                        .code())
                .isEqualTo(ErrorCode.AlreadyRegistered);
        call(DiscoveryEndpoints.RELEASE, new ReleaseMachines(List.of(new Claim(claim.machine(), UUID.randomUUID()))));
        assertThat(one(claim.machine()).item()).isEqualTo(claim.item());
        call(DiscoveryEndpoints.RELEASE, new ReleaseMachines(List.of(claim)));
        assertThat(one(claim.machine()).item()).isNull();
    }

    @Test
    void aCheckedClaimTiesNothing() {
        simulate("sim", "north", 1, Map.of());
        discover("home");
        var machine = machines("home").get(0);
        var claims = List.of(new Claim(machine.id(), UUID.randomUUID()));

        assertThat(call(DiscoveryEndpoints.CLAIM_CHECK, new ClaimMachines("home", claims))
                        .machines())
                .containsExactly(machine);
        assertThat(one(machine.id()).vault()).isNull();
        assertThat(refusal(() -> call(DiscoveryEndpoints.CLAIM_CHECK, new ClaimMachines("south", claims)))
                        .code())
                .isEqualTo(ErrorCode.OtherRegion);
    }

    @Test
    void ofManyClaimsOfTheSameMachinesExactlyOneWinsEach() throws Exception {
        simulate("sim", "north", 40, Map.of());
        discover("home");
        var ids = machines("home").stream().map(Machine::id).toList();
        var pool = Executors.newFixedThreadPool(8);
        try {
            var attempts = IntStream.range(0, 8)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        var mine = new ArrayList<>(ids);
                        Collections.shuffle(mine, new Random(i));
                        return catchThrowableOfType(
                                        HoldfastException.class,
                                        () -> claim(
                                                i % 2 == 0 ? "home" : "away",
                                                mine.stream()
                                                        .map(id -> new Claim(id, UUID.randomUUID()))
                                                        .toArray(Claim[]::new)))
                                == null;
                    })
                    .toList();
            var won = 0;
            for (var attempt : pool.invokeAll(attempts)) {
                won += attempt.get() ? 1 : 0;
            }
            assertThat(won).isEqualTo(1);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aBackupVaultRefusesResourceManagerMachinesAndSaysSo() throws IOException {
        machine("rack-1", "new", "deploymentModel: resource-manager\n");
        subscribe("lab", "north", folder);
        discover("home");
        var machine = machines("home").get(0);

        var eligibility = call(DiscoveryEndpoints.ELIGIBILITY, new EligibilityRequest(machine.id(), "old"));

        assertThat(eligibility.eligible()).isFalse();
        assertThat(eligibility.checks().get(3).reason()).isEqualTo(EligibilityReason.DeploymentModelNotSupported);
        assertThat(refusal(() -> claim("old", new Claim(machine.id(), UUID.randomUUID())))
                        .code())
                .isEqualTo(ErrorCode.DeploymentModelNotSupported);
        assertThat(call(DiscoveryEndpoints.ELIGIBILITY, new EligibilityRequest(machine.id(), "home"))
                        .eligible())
                .isTrue();
    }

    @Test
    void anUnknownMachineHasNoEligibility() {
        assertThat(refusal(() ->
                                call(DiscoveryEndpoints.ELIGIBILITY, new EligibilityRequest(UUID.randomUUID(), "home")))
                        .code())
                .isEqualTo(ErrorCode.MachineNotFound);
    }

    // --------------------------------------------------------------------------------------------

    private <Q, R> R call(Endpoint<Q, R> endpoint, Q request) {
        return await(harness.bus().call(endpoint, request, ANN));
    }

    private Subscription subscribe(String name, String region, Path path) {
        return call(
                DiscoveryEndpoints.SUBSCRIPTION_CREATE,
                new NewSubscription(name, FabricKind.Directory, region, Map.of("path", path.toString())));
    }

    private void simulate(String name, String region, int machines, Map<String, Object> more) {
        var settings = new HashMap<String, Object>(more);
        settings.put("machines", machines);
        call(DiscoveryEndpoints.SUBSCRIPTION_CREATE, new NewSubscription(name, FabricKind.Simulated, region, settings));
    }

    private Path machine(String cloudService, String name) throws IOException {
        return machine(cloudService, name, "");
    }

    private Path machine(String cloudService, String name, String more) throws IOException {
        return machine(folder, cloudService, name, more);
    }

    private static Path machine(Path root, String cloudService, String name, String more) throws IOException {
        var machine = Files.createDirectories(root.resolve(cloudService).resolve(name));
        Files.writeString(machine.resolve("machine.yaml"), more + "disks:\n  - name: os\n    file: os.img\n");
        Files.write(machine.resolve("os.img"), new byte[4096]);
        return machine;
    }

    private Job discover(String vault) {
        return discover(vault, 10);
    }

    private Job discover(String vault, int seconds) {
        var job = call(DiscoveryEndpoints.DISCOVER, new StartDiscovery(vault))
                .jobs()
                .get(0);
        await().atMost(Duration.ofSeconds(seconds))
                .until(() -> jobs.job(job).status().isFinal());
        return jobs.job(job);
    }

    private List<Machine> machines(String vault) {
        return list(filter(vault, null, null), PageRequest.first()).items();
    }

    private Machine one(UUID id) {
        return call(DiscoveryEndpoints.MACHINES, new MachineIds(List.of(id)))
                .machines()
                .get(0);
    }

    private MachinePage list(MachineFilter filter, PageRequest page) {
        return call(DiscoveryEndpoints.MACHINE_LIST, new ListMachines(filter, page));
    }

    private static MachineFilter filter(
            @Nullable String vault, @Nullable RegistrationFilter registration, @Nullable String name) {
        return new MachineFilter(vault, registration, name, null, null);
    }

    private List<Machine> claim(String vault, Claim... claims) {
        return call(DiscoveryEndpoints.CLAIM, new ClaimMachines(vault, List.of(claims)))
                .machines();
    }

    private static HoldfastException refusal(ThrowingCallable call) {
        var refused = catchThrowableOfType(HoldfastException.class, call);
        assertThat(refused).isNotNull();
        return refused;
    }

    private void sql(String sql) {
        try (var connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
