package io.holdfast.backup;

import io.holdfast.contracts.discovery.Subscription;
import io.holdfast.fabric.Fabric;
import io.holdfast.fabric.Fabrics;
import io.holdfast.platform.Config;
import io.holdfast.platform.Ids;
import io.holdfast.platform.JobHandler;
import io.holdfast.platform.JobWorker;
import io.holdfast.platform.ServiceContext;
import io.holdfast.store.Backend;
import io.holdfast.store.DirectoryBackend;
import io.holdfast.store.VaultStore;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Wires the mover: its threads, the vaults it has open, the worker and the endpoint. */
final class BackupVerticle extends VerticleBase {
    private static final long SWEEP_MILLIS = TimeUnit.SECONDS.toMillis(20);
    private static final int DESK_THREADS = 3;

    private final ServiceContext service;
    private final BackupSettings settings;
    private final Outside outside;
    private @Nullable Running running;
    private Future<?> sweeping = Future.succeededFuture();

    BackupVerticle(ServiceContext service) {
        this(service, Outside.REAL);
    }

    BackupVerticle(ServiceContext service, Outside outside) {
        this.service = service;
        this.settings = Config.bind(service.config(), BackupSettings.class, service.service());
        this.outside = outside;
    }

    /** What tests put something between: storage, machines, and the run of each job. */
    record Outside(
            Function<Path, Backend> backends,
            UnaryOperator<Function<Subscription, Fabric>> fabrics,
            UnaryOperator<JobHandler> runs) {
        static final Outside REAL =
                new Outside(DirectoryBackend::new, UnaryOperator.identity(), UnaryOperator.identity());
    }

    private record Running(
            JobWorker worker,
            ExecutorService dataThreads,
            WorkerExecutor jobThreads,
            WorkerExecutor desk,
            Stores stores,
            long sweep) {}

    @Override
    public Future<?> start() {
        VaultStore.warmUp();
        String name = service.service() + "-" + Ids.next();
        // Vert.x shares pools of one name
        WorkerExecutor jobThreads = pool(name + "-jobs", settings.concurrency());
        WorkerExecutor desk = pool(name + "-desk", DESK_THREADS);
        ExecutorService dataThreads = dataThreads();
        Calls calls = new Calls(service.bus(), settings.patience());
        Fabrics real = new Fabrics(settings.fabricEnvironment(service.clock()));
        Sources sources = new Sources(
                calls,
                outside.fabrics().apply(s -> real.open(s.fabric(), s.name(), s.settings())),
                real.restoreFolder());
        Stores stores = new Stores(settings, outside.backends());
        BackupStore work = new BackupStore(service.database());
        LedgerStore ledger = new LedgerStore(service.database());
        VerifiedStore verified = new VerifiedStore(service.database());
        Leftovers leftovers = new Leftovers(work, calls, sources, stores);
        Mover mover = new Mover(
                name,
                settings,
                work,
                ledger,
                verified,
                calls,
                sources,
                stores,
                leftovers,
                dataThreads,
                service.clock());
        JobHandler handler = outside.runs().apply(new BackupWorker(mover, jobThreads));
        JobWorker worker = new JobWorker(service, BackupWorker.OPERATIONS, settings.concurrency(), handler);
        running = new Running(
                worker,
                dataThreads,
                jobThreads,
                desk,
                stores,
                vertx.setPeriodic(1, SWEEP_MILLIS, timer -> sweep(leftovers, desk)));
        return new BackupApi(mover, desk).serve(service.bus()).compose(served -> worker.start());
    }

    /** One at a time: a guest that does not thaw holds it up for minutes. */
    private void sweep(Leftovers leftovers, WorkerExecutor desk) {
        if (sweeping.isComplete()) {
            sweeping = desk.executeBlocking(
                    () -> {
                        leftovers.sweep();
                        return null;
                    },
                    false);
        }
    }

    @Override
    public Future<?> stop() {
        Running was = running;
        if (was == null) {
            return Future.succeededFuture();
        }
        vertx.cancelTimer(was.sweep());
        return was.worker()
                .stop()
                .eventually(() -> vertx.executeBlocking(() -> close(was), false))
                .eventually(() -> was.jobThreads().close())
                .eventually(() -> was.desk().close());
    }

    /** Runs that were still moving data find their threads gone and end. */
    private static @Nullable Void close(Running was) {
        was.dataThreads().shutdown();
        was.stores().close();
        return null;
    }

    private WorkerExecutor pool(String name, int size) {
        return vertx.createSharedWorkerExecutor(name, size, 1000, TimeUnit.DAYS);
    }

    private ExecutorService dataThreads() {
        AtomicInteger count = new AtomicInteger();
        return Executors.newFixedThreadPool(settings.threads(), task -> {
            Thread thread = new Thread(task, "holdfast-backup-data-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }
}
