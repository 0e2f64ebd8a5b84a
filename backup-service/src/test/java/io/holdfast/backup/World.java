package io.holdfast.backup;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.backup.BackupParams;
import io.holdfast.contracts.backup.DeleteDataParams;
import io.holdfast.contracts.backup.PruneParams;
import io.holdfast.contracts.backup.RestoreParams;
import io.holdfast.contracts.backup.RestoreTarget;
import io.holdfast.contracts.backup.TargetKind;
import io.holdfast.contracts.backup.VerifyDepth;
import io.holdfast.contracts.backup.VerifyParams;
import io.holdfast.contracts.discovery.AgentState;
import io.holdfast.contracts.discovery.DeploymentModel;
import io.holdfast.contracts.discovery.DiscoveryEndpoints;
import io.holdfast.contracts.discovery.FabricKind;
import io.holdfast.contracts.discovery.Machine;
import io.holdfast.contracts.discovery.MachineConnection;
import io.holdfast.contracts.discovery.PowerState;
import io.holdfast.contracts.discovery.Subscription;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobItem;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.job.SubTaskStatus;
import io.holdfast.contracts.job.Trigger;
import io.holdfast.contracts.protection.RecoveryPoint;
import io.holdfast.contracts.protection.StoreKind;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.contracts.protection.VaultLocation;
import io.holdfast.contracts.protection.VaultType;
import io.holdfast.fabric.FabricEnvironment;
import io.holdfast.fabric.Fabrics;
import io.holdfast.platform.Bus;
import io.holdfast.platform.Ids;
import io.holdfast.platform.JobHandler;
import io.holdfast.platform.JobRun;
import io.holdfast.platform.Json;
import io.holdfast.platform.ServiceDefinition;
import io.holdfast.platform.testing.FakeJobs;
import io.holdfast.platform.testing.ServiceHarness;
import io.holdfast.platform.testing.TestDatabase;
import io.holdfast.store.Backend;
import io.holdfast.store.DirectoryBackend;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** One or more real movers over a folder of machines, a folder of vaults, and the services they call in memory. */
final class World implements AutoCloseable {
    /** Files just written count as at rest. */
    private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(5));

    static final String VAULT = "home";
    private static final Duration WAIT = Duration.ofSeconds(60);
    static final String SUBSCRIPTION = "sub";

    final Path machines;
    final Path vaults;
    final Path restored;
    final Bus bus;
    final FakeJobs jobs;
    final FakeProtection protection = new FakeProtection();
    final HookedFabric.Hooks hooks = new HookedFabric.Hooks();
    final Vault vault;
    final Vertx vertx = Vertx.vertx();
    private final TestDatabase database;
    private final Path folder;
    private final Map<UUID, Machine> inventory = new ConcurrentHashMap<>();
    private final List<JobRun> runs = new CopyOnWriteArrayList<>();
    private Subscription subscription;
    private Clock clock = LATER;
    private int auditSamples = 8;
    private int concurrency;
    private JsonObject s3 = new JsonObject();
    private Function<Path, Backend> backends = DirectoryBackend::new;
    private @Nullable ServiceHarness harness;

    private World(TestDatabase database, Path folder, VaultLocation location) {
        this.database = database;
        this.folder = folder;
        this.machines = folder.resolve("machines");
        this.vaults = folder.resolve("vaults");
        this.restored = folder.resolve("restored");
        this.bus = ServiceHarness.bus(vertx);
        this.jobs = new FakeJobs(vertx);
        this.vault = new Vault(
                VAULT, UUID.randomUUID(), "eu", VaultType.RecoveryServices, true, 64 << 10, location, Instant.EPOCH, 1);
        this.subscription = subscription(FabricKind.Directory, Map.of("path", machines.toString()));
        protection.add(vault);
        try {
            Files.createDirectories(machines);
            Files.createDirectories(restored);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        jobs.start();
        ServiceHarness.await(protection
                .serve(bus)
                .compose(v -> bus.serve(DiscoveryEndpoints.CONNECTION, (q, c) -> connection(q.id())))
                .compose(v -> bus.serve(
                        DiscoveryEndpoints.SUBSCRIPTION_GET, (q, c) -> Future.succeededFuture(subscription))));
    }

    static World of(TestDatabase database, Path folder) {
        return new World(database, folder, new VaultLocation(StoreKind.Directory, null));
    }

    /** The vault lies in a bucket, which movers reach as {@code s3} says. */
    static World inBucket(TestDatabase database, Path folder, String place, JsonObject s3) {
        World world = new World(database, folder, new VaultLocation(StoreKind.S3, place));
        world.s3 = s3;
        return world;
    }

    World storedOn(Function<Path, Backend> other) {
        backends = other;
        return this;
    }

    World simulated(Map<String, Object> settings) {
        subscription = subscription(FabricKind.Simulated, settings);
        return this;
    }

    World auditing(int samples) {
        auditSamples = samples;
        return this;
    }

    World concurrency(int jobsOfAMover) {
        concurrency = jobsOfAMover;
        return this;
    }

    World at(Clock other) {
        clock = other;
        return this;
    }

    Map<String, Object> settings() {
        return subscription.settings();
    }

    /** Starts that many movers. */
    World start(int movers) {
        BackupVerticle.Outside outside = new BackupVerticle.Outside(backends, hooks::around, this::watched);
        ServiceDefinition mover = new ServiceDefinition("backup", service -> new BackupVerticle(service, outside));
        ServiceDefinition[] all = new ServiceDefinition[movers];
        Arrays.fill(all, mover);
        JsonObject config = new JsonObject()
                .put(
                        "backup",
                        new JsonObject()
                                .put(
                                        "concurrency",
                                        concurrency > 0
                                                ? concurrency
                                                : movers > 1 ? 1 : 2) // one: a mover that hangs takes no other job
                                .put("storeRoot", vaults.toString())
                                .put("s3", s3)
                                .put(
                                        "masterKeyFile",
                                        folder.resolve("master.key").toString())
                                .put("createMasterKey", true)
                                .put("restoreFolder", restored.toString())
                                .put("auditSamples", auditSamples)
                                .put("patience", "PT1S"));
        harness = ServiceHarness.start(vertx, database, config, clock, all);
        return this;
    }

    private JobHandler watched(JobHandler handler) {
        return run -> {
            runs.add(run);
            return handler.run(run);
        };
    }

    /** Cancels and waits until the mover knows; what it does then is up to the test. */
    void cancel(UUID job) {
        jobs.cancel(job);
        JobRun run = runOf(job, 1);
        Awaitility.await("cancel of " + job).atMost(WAIT).until(run::stopRequested);
    }

    /** The n-th run of the job, from 1. */
    JobRun runOf(UUID job, int attempt) {
        return Awaitility.await("run " + attempt + " of " + job)
                .atMost(WAIT)
                .until(
                        () -> runs.stream()
                                .filter(run -> run.lease().job().equals(job))
                                .filter(run -> run.lease().attempt() == attempt)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** A job that is queued and that no mover ever takes. */
    UUID submitUnknownToMovers() {
        return submit(Operation.Drill, UUID.randomUUID(), Map.of());
    }

    /** As a mover that was killed leaves it. Its token is older than any. */
    void insertWork(
            UUID job, String operation, UUID item, String subscriptionName, @Nullable UUID point, String stage) {
        execute(
                "insert into backup.work (job, token, mover, operation, vault, item, subscription, point, stage) values ("
                        + "'" + job + "', 0, 'dead', '" + operation + "', '" + VAULT + "', '" + item + "', '"
                        + subscriptionName + "', " + (point == null ? "null" : "'" + point + "'") + ", '" + stage
                        + "')");
    }

    void clearWork() {
        execute("delete from backup.work");
    }

    private void execute(String sql) {
        try (Connection connection =
                DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password())) {
            connection.createStatement().execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Rows of runs that may have left something. */
    int unfinishedWork() {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                ResultSet rows = connection.createStatement().executeQuery("select count(*) from backup.work")) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    Fabrics fabrics() {
        return new Fabrics(new FabricEnvironment(List.of(), restored, true, clock));
    }

    private Future<MachineConnection> connection(UUID id) {
        Machine machine = inventory.get(id);
        return machine == null
                ? Future.failedFuture(new HoldfastException(ErrorCode.MachineNotFound, "No such machine."))
                : Future.succeededFuture(new MachineConnection(machine, subscription));
    }

    void vanish(UUID machine) {
        inventory.remove(machine);
    }

    /** In the inventory and protected; its item has its id. */
    UUID protect(UUID machine, String cloudService, String name) {
        inventory.put(
                machine,
                new Machine(
                        machine,
                        name,
                        cloudService,
                        SUBSCRIPTION,
                        "eu",
                        DeploymentModel.Classic,
                        PowerState.Off,
                        AgentState.Unknown,
                        List.of(),
                        false,
                        Instant.EPOCH,
                        VAULT,
                        machine,
                        null));
        protection.protect(machine, VAULT, machine, name, cloudService);
        return machine;
    }

    Job backUp(UUID item) {
        return end(submitBackup(item));
    }

    UUID submitBackup(UUID item) {
        return submit(Operation.Backup, item, new BackupParams(item, VAULT, null, null));
    }

    private UUID submit(Operation operation, UUID item, Object params) {
        UUID id = Ids.next();
        jobs.submit(new JobSubmission(
                id,
                operation,
                VAULT,
                new JobItem(item, "name", "cloud"),
                item,
                SUBSCRIPTION,
                Json.toMap(params),
                List.of(),
                null,
                null,
                Trigger.OnDemand,
                "tester"));
        return id;
    }

    Job end(UUID job) {
        return Awaitility.await("end of job " + job)
                .atMost(WAIT)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> jobs.job(job), state -> state.status().isFinal());
    }

    void awaitSubTask(UUID job, String name) {
        Awaitility.await(name)
                .atMost(WAIT)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> jobs.job(job).subTasks().stream()
                        .anyMatch(task -> task.name().equals(name) && task.status() == SubTaskStatus.InProgress));
    }

    /** The point of a backup that must have completed. */
    RecoveryPoint point(Job backup) {
        Assertions.assertThat(backup.status())
                .as("%s", backup.error())
                .isIn(JobStatus.Completed, JobStatus.CompletedWithWarnings);
        UUID id = UUID.fromString((String) backup.result().get("recoveryPoint"));
        return protection.all().stream()
                .filter(p -> p.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    UUID submitRestore(RecoveryPoint point, RestoreTarget target) {
        return submit(Operation.Restore, point.item(), new RestoreParams(point.item(), point.id(), VAULT, target));
    }

    Job restore(RecoveryPoint point, RestoreTarget target) {
        return end(submitRestore(point, target));
    }

    Job deleteData(UUID item, @Nullable UUID point) {
        return end(submitDelete(item, point));
    }

    UUID submitDelete(UUID item, @Nullable UUID point) {
        if (point != null) {
            protection.deleting(item, point);
        }
        return submit(
                Operation.DeleteBackupData,
                item,
                point == null
                        ? DeleteDataParams.everything(item, VAULT)
                        : DeleteDataParams.of(item, VAULT, List.of(point)));
    }

    Job prune() {
        return end(submit(Operation.Prune, UUID.randomUUID(), new PruneParams(VAULT)));
    }

    /** The vault's ledger as a later prune leaves it that has begun. */
    void laterPruneBegins() {
        execute("update backup.vaults set prune_job = gen_random_uuid(), prune_token = " + Long.MAX_VALUE);
    }

    Job verify(VerifyDepth depth, int share) {
        return end(submit(Operation.Verify, UUID.randomUUID(), new VerifyParams(VAULT, depth, share)));
    }

    /** Bytes of the vault's packs. */
    long packBytes() {
        return files(vaults, ".pack").stream()
                .mapToLong(pack -> pack.toFile().length())
                .sum();
    }

    static RestoreTarget newMachine(String cloudService, String name) {
        return new RestoreTarget(TargetKind.NewMachine, name, cloudService, null, null);
    }

    static RestoreTarget original() {
        return new RestoreTarget(TargetKind.Original, null, null, null, null);
    }

    static RestoreTarget disks(String folder) {
        return new RestoreTarget(TargetKind.Disks, null, null, null, folder);
    }

    /** Manifests in the vault, committed or not. */
    List<Path> manifests() {
        return files(vaults, ".point");
    }

    /** Everything below a folder, with {@code ending}. */
    static List<Path> files(Path folder, String ending) {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(ending))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Subscription subscription(FabricKind kind, Map<String, Object> settings) {
        return new Subscription(SUBSCRIPTION, kind, "eu", settings, Instant.EPOCH, null, 1);
    }

    void stopMovers() {
        if (harness != null) {
            harness.close();
            harness = null;
        }
    }

    @Override
    public void close() {
        stopMovers();
        ServiceHarness.await(vertx.close());
    }
}
