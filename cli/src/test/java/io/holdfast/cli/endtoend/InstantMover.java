package io.holdfast.cli.endtoend;

import io.holdfast.contracts.job.Operation;
import io.holdfast.platform.JobWorker;
import io.holdfast.platform.Launcher;
import io.holdfast.platform.ServiceContext;
import io.holdfast.platform.ServiceDefinition;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Map;
import java.util.Set;

/** A mover whose backups are done at once, and make no points: for tests of what asks for them. */
final class InstantMover extends VerticleBase {
    private static final int CONCURRENCY = 100;

    private final JobWorker worker;

    private InstantMover(ServiceContext service) {
        worker = new JobWorker(service, Set.of(Operation.Backup), CONCURRENCY, run -> Future.succeededFuture(Map.of()));
    }

    @Override
    public Future<?> start() {
        return worker.start();
    }

    public static void main(String[] arguments) {
        Launcher.run(new ServiceDefinition("backup", InstantMover::new), arguments);
    }
}
