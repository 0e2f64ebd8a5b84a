package io.holdfast.registration;

import static io.holdfast.platform.testing.ServiceHarness.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.JobRefs;
import io.holdfast.contracts.PageRequest;
import io.holdfast.contracts.discovery.Machine;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobItem;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.job.Trigger;
import io.holdfast.contracts.protection.ItemChanged;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.contracts.registration.ClaimItems;
import io.holdfast.contracts.registration.CountItems;
import io.holdfast.contracts.registration.ItemKey;
import io.holdfast.contracts.registration.ListRegisteredItems;
import io.holdfast.contracts.registration.RegisterItems;
import io.holdfast.contracts.registration.RegisterParams;
import io.holdfast.contracts.registration.RegisteredItem;
import io.holdfast.contracts.registration.RegisteredItemFilter;
import io.holdfast.contracts.registration.RegistrationEndpoints;
import io.holdfast.contracts.registration.RegistrationStatus;
import io.holdfast.contracts.registration.ReleaseItem;
import io.holdfast.platform.Json;
import io.holdfast.platform.testing.FakeJobs;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.ServiceHarness;
import io.holdfast.platform.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class RegistrationIT {
    private static final Caller ANN = new Caller("ann");

    private final Vertx vertx = Vertx.vertx();
    private final FakeJobs jobs = new FakeJobs(vertx);
    private final FakeDiscovery discovery = new FakeDiscovery(vertx);
    private final List<ItemChanged> changes = Collections.synchronizedList(new ArrayList<>());
    private TestDatabase database;
    private ServiceHarness harness;

    @BeforeEach
    void start(TestDatabase database) {
        this.database = database;
        jobs.start();
        discovery.start();
        var bus = ServiceHarness.bus(vertx);
        await(bus.serve(ProtectionEndpoints.VAULT_GET, (request, caller) -> vault(request.name())));
        await(bus.subscribe(ProtectionEndpoints.ITEM_CHANGED, changes::add));
        harness = ServiceHarness.start(vertx, database, RegistrationMain.SERVICE);
        sql("delete from registration.item");
    }

    @AfterEach
    void stop() {
        harness.close();
        await(vertx.close());
    }

    private static Future<Vault> vault(String name) {
        return name.equals("home") || name.equals("away")
                ? Future.succeededFuture(Fleet.vault(name))
                : Future.failedFuture(new HoldfastException(ErrorCode.VaultNotFound, "No vault " + name));
    }

    // register -----------------------------------------------------------------------------------

    @Test
    void registersManyMachinesWithOneJobEachInTheOrderOfTheRequest() {
        var fleet = discovery.fleet(3);

        var refs = register("home", ids(fleet));

        assertThat(refs.jobs()).hasSize(3).doesNotHaveDuplicates();
        assertThat(refs.jobs())
                .extracting(jobs::awaitEnd)
                .extracting(Job::status, Job::machine, Job::createdBy)
                .containsExactly(
                        tuple(JobStatus.Completed, fleet.get(0).id(), "ann"),
                        tuple(JobStatus.Completed, fleet.get(1).id(), "ann"),
                        tuple(JobStatus.Completed, fleet.get(2).id(), "ann"));
        assertThat(items("home"))
                .extracting(RegisteredItem::name, RegisteredItem::status, RegisteredItem::activeJob)
                .containsExactly(
                        tuple("m0000", RegistrationStatus.Registered, null),
                        tuple("m0001", RegistrationStatus.Registered, null),
                        tuple("m0002", RegistrationStatus.Registered, null));
        assertThat(fleet)
                .allSatisfy(machine ->
                        assertThat(discovery.machine(machine.id()).vault()).isEqualTo("home"));
    }

    @Test
    void tellsOfEachNewStatus() {
        var item = registered(discovery.fleet(1).get(0));
        jobs.awaitEnd(unregister(item).jobs().get(0));

        await().untilAsserted(() -> assertThat(changes)
                .filteredOn(change -> change.item().equals(item.id()))
                .extracting(ItemChanged::status)
                .containsExactly("Registering", "Registered", "Unregistering", "NotRegistered"));
    }

    @Test
    void machinesOfTheSameNameAreToldApartByCloudService() {
        var one = discovery.add(Fleet.machine("web", "rack-1"));
        var two = discovery.add(Fleet.machine("web", "rack-2"));

        awaitAll(register("home", List.of(two.id(), one.id())));

        assertThat(items("home"))
                .extracting(RegisteredItem::name, RegisteredItem::cloudService)
                .containsExactly(tuple("web", "rack-1"), tuple("web", "rack-2"));
    }

    @Test
    void aPageThatIsHalfBadNamesEachBadOneAndDoesNothing() {
        var good = discovery.fleet(2);
        var gone = discovery.add(Fleet.machine(UUID.randomUUID(), "gone", "rack-1", true, null, null));
        var theirs = discovery.add(Fleet.machine("theirs", "rack-1"));
        registered("away", theirs);
        var submitted = jobs.jobs().size();

        var refused = refusal(() -> register(
                "home",
                List.of(
                        good.get(0).id(),
                        UUID.randomUUID(),
                        gone.id(),
                        good.get(1).id(),
                        theirs.id())));

        assertThat(refused.code()).isEqualTo(ErrorCode.InvalidField);
        assertThat(refused.failure().errors())
                .extracting(FieldError::pointer, FieldError::code)
                .containsExactly(
                        tuple("/machineIds/1", "MachineNotFound"),
                        tuple("/machineIds/2", "MachineMissing"),
                        tuple("/machineIds/4", "OtherVault"));
        assertThat(items("home")).isEmpty();
        assertThat(jobs.jobs()).hasSize(submitted);
        assertThat(discovery.machine(good.get(0).id()).vault()).isNull();
    }

    @Test
    void theRefusalHasTheCodeThatAllErrorsShare() {
        var machine = discovery.fleet(1).get(0);
        registered(machine);

        var refused = refusal(() -> register("home", List.of(machine.id())));

        assertThat(refused.code()).isEqualTo(ErrorCode.AlreadyRegistered);
    }

    @Test
    void aMachineNamedTwiceIsRefused() {
        var machine = discovery.fleet(1).get(0);

        var refused = refusal(() -> register("home", List.of(machine.id(), machine.id())));

        assertThat(refused.failure().errors()).extracting(FieldError::pointer).containsExactly("/machineIds/1");
        assertThat(items("home")).isEmpty();
    }

    @Test
    void anUnknownVaultIsRefused() {
        var machine = discovery.fleet(1).get(0);
        discovery.goAway();

        // the fake of discovery knows no vaults: the list asks for it itself
        assertThat(refusal(() -> list("nowhere", PageRequest.first())).code()).isEqualTo(ErrorCode.VaultNotFound);
        assertThat(refusal(() -> register("home", List.of(machine.id()))).code())
                .isEqualTo(ErrorCode.ServiceUnavailable);
        assertThat(items("home")).isEmpty();
    }

    @Test
    void aClaimLostAtTheLastMomentLeavesNothing() {
        var fleet = discovery.fleet(2);
        discovery.refuseEveryClaim(true);

        var refused = refusal(() -> register("home", ids(fleet)));

        assertThat(refused.code()).isEqualTo(ErrorCode.OtherVault);
        assertThat(refused.failure().errors()).extracting(FieldError::pointer).containsExactly("/machineIds/0");
        assertThat(items("home")).isEmpty();
        assertThat(jobs.jobs()).isEmpty();
    }

    @Test
    void aLongRequestThatIsRefusedLateTakesNoClaimFromWhatIsRegisteredMeanwhile() {
        var fleet = discovery.fleet(600);
        var fast = fleet.get(0).id();
        discovery.refuseClaimOf(
                fleet.get(599).id(),
                () -> sql("update registration.item set status = 'Registered', active_job = null where machine = '%s'"
                        .formatted(fast)));

        var refused = refusal(() -> register("home", ids(fleet)));

        assertThat(refused.failure().errors()).extracting(FieldError::pointer).containsExactly("/machineIds/599");
        assertThat(items("home")).extracting(RegisteredItem::machine).containsExactly(fast);
        assertThat(discovery.machine(fast).vault()).isEqualTo("home");
        assertThat(discovery.machine(fleet.get(1).id()).vault()).isNull();
    }

    @Test
    void machinesThatCouldNotBeGivenBackAfterARefusalAreGivenBackLater() {
        var fleet = discovery.fleet(600);
        discovery.refuseClaimOf(fleet.get(599).id(), () -> discovery.failReleases(true));

        assertThat(refusal(() -> register("home", ids(fleet))).code()).isEqualTo(ErrorCode.OtherVault);
        discovery.failReleases(false);

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(items("home")).isEmpty();
            assertThat(fleet)
                    .allSatisfy(machine ->
                            assertThat(discovery.machine(machine.id()).vault()).isNull());
        });
        assertThat(jobs.jobs()).isEmpty();
    }

    @Test
    void aMachineIsNotRegisteredWithAVaultThatWasDeletedMeanwhile() {
        var machine = discovery.fleet(1).get(0);
        var item = UUID.randomUUID();
        var job = UUID.randomUUID();
        sql("""
                insert into registration.item (id, vault, machine, name, cloud_service, subscription, region, deployment_model,
                                               status, active_job, requested_by, created_at)
                values ('%s', 'gone', '%s', 'm0000', 'rack-0', 'lab', 'north', 'Classic', 'Registering', '%s', 'ann', now())
                """.formatted(item, machine.id(), job));
        jobs.submit(new JobSubmission(
                job,
                Operation.Register,
                "gone",
                new JobItem(item, "m0000", "rack-0"),
                machine.id(),
                "lab",
                Json.toMap(new RegisterParams(item, machine.id(), "gone")),
                List.of(),
                null,
                null,
                Trigger.OnDemand,
                "ann"));

        assertThat(jobs.awaitEnd(job).error().code()).isEqualTo("VaultNotFound");
        await().untilAsserted(() ->
                assertThat(discovery.machine(machine.id()).vault()).isNull());
    }

    @Test
    void aThousandMachinesAreAcceptedInOneCall() {
        var fleet = discovery.fleet(1000);
        long begun = System.nanoTime();

        var refs = register("home", ids(fleet));
        var accepted = Duration.ofNanos(System.nanoTime() - begun);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> jobs.jobs().stream().allMatch(job -> job.status() == JobStatus.Completed));
        var ended = Duration.ofNanos(System.nanoTime() - begun);

        assertThat(refs.jobs()).hasSize(1000);
        assertThat(accepted).isLessThan(Duration.ofSeconds(5));
        assertThat(ended).isLessThan(Duration.ofSeconds(30));
        assertThat(await(harness.bus().call(RegistrationEndpoints.COUNT, new CountItems("home"), ANN))
                        .registered())
                .isEqualTo(1000);
    }

    @Test
    void badMachinesFarDownALongRequestKeepTheirPlaces() {
        var machines = new ArrayList<>(ids(discovery.fleet(700)));
        machines.set(650, UUID.randomUUID());

        var refused = refusal(() -> register("home", machines));

        assertThat(refused.failure().errors()).extracting(FieldError::pointer).containsExactly("/machineIds/650");
        assertThat(discovery.machine(machines.get(0)).vault()).isNull();
    }

    @Test
    void ofManyRequestsForOneMachineExactlyOneVaultWins() throws Exception {
        var pool = Executors.newFixedThreadPool(16);
        try {
            for (int round = 0; round < 10; round++) {
                var machine = discovery.fleet(1).get(0);
                var requests = IntStream.range(0, 16)
                        .<Callable<String>>mapToObj(i -> () -> outcome(i % 2 == 0 ? "home" : "away", machine))
                        .toList();
                var outcomes = new ArrayList<String>();
                for (var done : pool.invokeAll(requests)) {
                    outcomes.add(done.get());
                }

                assertThat(outcomes).filteredOn("accepted"::equals).hasSize(1);
                assertThat(outcomes).filteredOn("OtherVault"::equals).hasSize(8);
                assertThat(outcomes).filteredOn("AlreadyRegistered"::equals).hasSize(7);
            }
        } finally {
            pool.shutdownNow();
        }
        await().untilAsserted(() -> assertThat(Stream.concat(items("home").stream(), items("away").stream()))
                .hasSize(10)
                .allSatisfy(item -> {
                    assertThat(item.status()).isEqualTo(RegistrationStatus.Registered);
                    assertThat(discovery.machine(item.machine()).item()).isEqualTo(item.id());
                }));
    }

    private String outcome(String vault, Machine machine) {
        try {
            register(vault, List.of(machine.id()));
            return "accepted";
        } catch (HoldfastException refused) {
            return refused.code().name();
        }
    }

    // faults -------------------------------------------------------------------------------------

    @Test
    void aMachineThatVanishesBeforeTheJobRunsIsNotRegistered() {
        var machine = discovery.fleet(1).get(0);
        var item = UUID.randomUUID();
        var job = UUID.randomUUID();
        discovery.add(Fleet.machine(machine.id(), "m0000", "rack-0", true, "home", item));
        insert(item, machine.id(), "Registering", job, 0);
        jobs.submit(submission(item, machine.id(), RegistrationStatus.Registering, job));

        var ended = jobs.awaitEnd(job);

        assertThat(ended.status()).isEqualTo(JobStatus.Failed);
        assertThat(ended.error().code()).isEqualTo("MachineMissing");
        await().untilAsserted(() -> {
            assertThat(items("home")).isEmpty();
            assertThat(discovery.machine(machine.id()).vault()).isNull();
        });
    }

    @Test
    void aRegistrationThatCrashedBeforeItsJobWasSubmittedIsTakenUpAgain() {
        var machine = discovery.fleet(1).get(0);
        var item = UUID.randomUUID();
        insert(item, machine.id(), "Registering", UUID.randomUUID(), 10);

        await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> assertThat(items("home"))
                .singleElement()
                .hasFieldOrPropertyWithValue("status", RegistrationStatus.Registered));
        assertThat(discovery.machine(machine.id()).item()).isEqualTo(item);
    }

    @Test
    void aRegistrationWhoseJobWasCancelledGivesTheMachineBack() {
        var machine = discovery.fleet(1).get(0);
        var item = UUID.randomUUID();
        var job = UUID.randomUUID();
        discovery.add(Fleet.machine(machine.id(), "m0000", "rack-0", false, "home", item));
        insert(item, machine.id(), "Registering", job, 0);
        harness.close();
        jobs.submit(submission(item, machine.id(), RegistrationStatus.Registering, job));
        jobs.cancel(job);
        sql("update registration.item set changed_at = now() - interval '1 minute'");
        harness = ServiceHarness.start(vertx, database, RegistrationMain.SERVICE);

        await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            assertThat(items("home")).isEmpty();
            assertThat(discovery.machine(machine.id()).vault()).isNull();
        });
    }

    @Test
    void aRegistrationGivenUpHalfWayIsCleanedUp() {
        var machine = discovery.fleet(1).get(0);
        var item = UUID.randomUUID();
        discovery.add(Fleet.machine(machine.id(), "m0000", "rack-0", false, "home", item));
        insert(item, machine.id(), "Registering", null, 10);

        await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            assertThat(items("home")).isEmpty();
            assertThat(discovery.machine(machine.id()).vault()).isNull();
        });
    }

    @Test
    void manyRegistrationsGivenUpAreCleanedUpTogether() {
        harness.close();
        for (var machine : discovery.fleet(300)) {
            var item = UUID.randomUUID();
            discovery.add(Fleet.machine(machine.id(), machine.name(), "rack-0", false, "home", item));
            insert(item, machine.id(), "Registering", null, 10);
        }
        int before = discovery.releases();
        harness = ServiceHarness.start(vertx, database, RegistrationMain.SERVICE);

        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(items("home")).isEmpty());
        assertThat(discovery.releases() - before).isEqualTo(1);
    }

    @Test
    void aJobOfAnItemThatWasTakenBackFailsAndClaimsNothing() {
        var machine = discovery.fleet(1).get(0);
        var job = UUID.randomUUID();
        jobs.submit(submission(UUID.randomUUID(), machine.id(), RegistrationStatus.Registering, job));

        assertThat(jobs.awaitEnd(job).error().code()).isEqualTo("ItemNotFound");
        assertThat(discovery.machine(machine.id()).vault()).isNull();
    }

    @Test
    void acceptedWhileJobServiceIsAwayIsRegisteredWhenItComesBack() {
        var machine = discovery.fleet(1).get(0);
        jobs.goAway();

        var refs = register("home", List.of(machine.id()));
        assertThat(items("home")).singleElement().hasFieldOrPropertyWithValue("status", RegistrationStatus.Registering);
        jobs.start();

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(items("home"))
                .singleElement()
                .hasFieldOrPropertyWithValue("status", RegistrationStatus.Registered));
        assertThat(jobs.job(refs.jobs().get(0)).status()).isEqualTo(JobStatus.Completed);
    }

    @Test
    void aJobWaitsForDiscoveryServiceToComeBack() {
        var machine = discovery.fleet(1).get(0);
        var item = UUID.randomUUID();
        var job = UUID.randomUUID();
        insert(item, machine.id(), "Registering", job, 0);
        discovery.goAway();
        jobs.submit(submission(item, machine.id(), RegistrationStatus.Registering, job));
        await().until(() -> jobs.job(job).status() == JobStatus.InProgress);

        discovery.start();

        assertThat(jobs.awaitEnd(job).status()).isEqualTo(JobStatus.Completed);
        assertThat(discovery.machine(machine.id()).item()).isEqualTo(item);
    }

    // unregister ---------------------------------------------------------------------------------

    @Test
    void unregistersAndGivesTheMachineBack() {
        var machine = discovery.fleet(1).get(0);
        var item = registered(machine);

        var job = jobs.awaitEnd(unregister(item).jobs().get(0));

        assertThat(job.status()).isEqualTo(JobStatus.Completed);
        assertThat(items("home")).isEmpty();
        assertThat(discovery.machine(machine.id()).vault()).isNull();
        awaitAll(register("away", List.of(machine.id())));
    }

    @Test
    void aProtectedItemIsNotUnregisteredUntilItIsReleased() {
        var item = registered(discovery.fleet(1).get(0));
        claim("home", item.id());

        assertThat(refusal(() -> unregister(item)).code()).isEqualTo(ErrorCode.ItemProtected);

        await(harness.bus().call(RegistrationEndpoints.RELEASE, new ReleaseItem("home", item.id()), ANN));
        assertThat(jobs.awaitEnd(unregister(item).jobs().get(0)).status()).isEqualTo(JobStatus.Completed);
    }

    @Test
    void anItemOnItsWayOutIsBusy() {
        var machine = discovery.fleet(1).get(0);
        var item = UUID.randomUUID();
        insert(item, machine.id(), "Unregistering", UUID.randomUUID(), 0);

        assertThat(refusal(() -> await(
                                harness.bus().call(RegistrationEndpoints.UNREGISTER, ItemKey.of("home", item), ANN)))
                        .code())
                .isEqualTo(ErrorCode.ItemBusy);
    }

    @Test
    void aStaleVersionIsRefused() {
        var item = registered(discovery.fleet(1).get(0));

        var refused = refusal(() -> await(harness.bus()
                .call(RegistrationEndpoints.UNREGISTER, new ItemKey("home", item.id(), item.version() - 1), ANN)));

        assertThat(refused.code()).isEqualTo(ErrorCode.VersionMismatch);
    }

    @Test
    void anUnregistrationThatFailedHalfWayLeavesTheItemRegisteredWithItsClaim() {
        var machine = discovery.fleet(1).get(0);
        var item = registered(machine);
        var job = UUID.randomUUID();
        harness.close();
        // as after a worker that died between giving the claim back and deleting the row
        discovery.add(Fleet.machine(machine.id(), "m0000", "rack-0", false, null, null));
        sql("""
                update registration.item
                set status = 'Unregistering', active_job = '%s', changed_at = now() - interval '1 minute'
                where id = '%s'
                """.formatted(job, item.id()));
        jobs.submit(submission(item.id(), machine.id(), RegistrationStatus.Unregistering, job));
        jobs.end(job, JobStatus.Failed, null, Map.of());
        harness = ServiceHarness.start(vertx, database, RegistrationMain.SERVICE);

        await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            assertThat(items("home"))
                    .singleElement()
                    .hasFieldOrPropertyWithValue("status", RegistrationStatus.Registered);
            assertThat(discovery.machine(machine.id()).item()).isEqualTo(item.id());
        });
    }

    // lists and claims ---------------------------------------------------------------------------

    @Test
    void listsByPagesAndFilters() {
        var fleet = discovery.fleet(25);
        awaitAll(register("home", ids(fleet)));
        var first = items("home").get(0);
        claim("home", first.id());

        var names = new ArrayList<String>();
        String cursor = null;
        do {
            var page = list("home", new PageRequest(10, cursor));
            page.items().forEach(item -> names.add(item.name()));
            cursor = page.nextCursor();
        } while (cursor != null);

        assertThat(names).hasSize(25).isSorted().doesNotHaveDuplicates();
        assertThat(filtered(List.of(), true, null))
                .extracting(RegisteredItem::id)
                .containsExactly(first.id());
        assertThat(filtered(List.of(RegistrationStatus.Registered), false, null))
                .hasSize(24);
        assertThat(filtered(List.of(RegistrationStatus.Registering), null, null))
                .isEmpty();
        assertThat(filtered(List.of(), null, "M002"))
                .extracting(RegisteredItem::name)
                .hasSize(5);
        assertThat(filtered(List.of(), null, "%")).isEmpty();
    }

    @Test
    void aCursorThatIsNoneIsRefused() {
        assertThat(refusal(() -> list("home", new PageRequest(10, "nonsense"))).code())
                .isEqualTo(ErrorCode.InvalidRequest);
        assertThat(refusal(() -> list("home", new PageRequest(10, "WyJhIiwiYiIsImMiXQ")))
                        .code())
                .isEqualTo(ErrorCode.InvalidRequest);
    }

    @Test
    void anItemIsFoundInItsOwnVaultOnly() {
        var item = registered(discovery.fleet(1).get(0));

        assertThat(await(harness.bus().call(RegistrationEndpoints.GET, ItemKey.of("home", item.id()), ANN)))
                .isEqualTo(item);
        assertThat(refusal(() -> await(
                                harness.bus().call(RegistrationEndpoints.GET, ItemKey.of("away", item.id()), ANN)))
                        .code())
                .isEqualTo(ErrorCode.ItemNotFound);
    }

    @Test
    void protectionClaimsAllItemsOrNone() {
        var good = registered(discovery.fleet(1).get(0));
        var theirs = registered("away", discovery.add(Fleet.machine("theirs", "rack-1")));
        var waiting = UUID.randomUUID();
        insert(waiting, discovery.fleet(1).get(0).id(), "Unregistering", UUID.randomUUID(), 0);
        var unknown = UUID.randomUUID();

        var refused = refusal(() -> claim("home", good.id(), unknown, waiting, theirs.id()));

        assertThat(refused.failure().errors())
                .extracting(FieldError::pointer, FieldError::code)
                .containsExactly(
                        tuple("/itemIds/1", "ItemNotFound"),
                        tuple("/itemIds/2", "ItemNotRegistered"),
                        tuple("/itemIds/3", "ItemNotFound"));
        assertThat(refusal(() -> await(harness.bus()
                                .call(
                                        RegistrationEndpoints.CLAIM_CHECK,
                                        new ClaimItems("home", List.of(good.id(), unknown, waiting, theirs.id())),
                                        ANN)))
                        .failure())
                .isEqualTo(refused.failure());
        await(harness.bus().call(RegistrationEndpoints.CLAIM_CHECK, new ClaimItems("home", List.of(good.id())), ANN));
        assertThat(filtered(List.of(), true, null)).isEmpty();
    }

    @Test
    void aClaimOfProtectionMayBeRepeated() {
        var item = registered(discovery.fleet(1).get(0));

        var once = claim("home", item.id());
        var twice = claim("home", item.id());

        assertThat(twice).isEqualTo(once);
        assertThat(once).singleElement().hasFieldOrPropertyWithValue("isProtected", true);
    }

    // --------------------------------------------------------------------------------------------

    private JobRefs register(String vault, List<UUID> machines) {
        return await(harness.bus()
                .call(RegistrationEndpoints.REGISTER, new RegisterItems(vault, machines), ANN, Duration.ofSeconds(20)));
    }

    private RegisteredItem registered(Machine machine) {
        return registered("home", machine);
    }

    private RegisteredItem registered(String vault, Machine machine) {
        awaitAll(register(vault, List.of(machine.id())));
        return items(vault).stream()
                .filter(item -> item.machine().equals(machine.id()))
                .findFirst()
                .orElseThrow();
    }

    private void awaitAll(JobRefs refs) {
        assertThat(refs.jobs())
                .extracting(jobs::awaitEnd)
                .extracting(Job::status)
                .containsOnly(JobStatus.Completed);
    }

    private JobRefs unregister(RegisteredItem item) {
        return await(harness.bus().call(RegistrationEndpoints.UNREGISTER, ItemKey.of(item.vault(), item.id()), ANN));
    }

    private List<RegisteredItem> claim(String vault, UUID... items) {
        return await(harness.bus().call(RegistrationEndpoints.CLAIM, new ClaimItems(vault, List.of(items)), ANN))
                .items();
    }

    private List<RegisteredItem> items(String vault) {
        return list(vault, new PageRequest(500, null)).items();
    }

    private io.holdfast.contracts.registration.RegisteredItemPage list(String vault, PageRequest page) {
        var filter = new RegisteredItemFilter(vault, List.of(), null, null);
        return await(harness.bus().call(RegistrationEndpoints.LIST, new ListRegisteredItems(filter, page), ANN));
    }

    private List<RegisteredItem> filtered(
            List<RegistrationStatus> status, @Nullable Boolean isProtected, @Nullable String name) {
        var filter = new RegisteredItemFilter("home", status, isProtected, name);
        return await(harness.bus()
                        .call(RegistrationEndpoints.LIST, new ListRegisteredItems(filter, PageRequest.first()), ANN))
                .items();
    }

    private static List<UUID> ids(List<Machine> machines) {
        return machines.stream().map(Machine::id).toList();
    }

    private static HoldfastException refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        var refused = catchThrowableOfType(HoldfastException.class, call);
        assertThat(refused).isNotNull();
        return refused;
    }

    private static JobSubmission submission(UUID item, UUID machine, RegistrationStatus status, UUID job) {
        var row = Fleet.item("home", machine, status, job);
        return RegistrationJobs.submission(
                new RegisteredItem(
                        item,
                        row.vault(),
                        machine,
                        row.name(),
                        row.cloudService(),
                        row.subscription(),
                        row.region(),
                        row.deploymentModel(),
                        status,
                        false,
                        job,
                        row.createdAt(),
                        1),
                "ann");
    }

    private void insert(UUID item, UUID machine, String status, @Nullable UUID job, int secondsAgo) {
        sql("""
                insert into registration.item (id, vault, machine, name, cloud_service, subscription, region, deployment_model,
                                               status, active_job, requested_by, created_at, changed_at)
                values ('%s', 'home', '%s', 'm0000', 'rack-0', 'lab', 'north', 'Classic', '%s', %s, 'ann', now(),
                        now() - interval '%d seconds')
                """.formatted(item, machine, status, job == null ? "null" : "'" + job + "'", secondsAgo));
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
