package io.holdfast.backup;

import io.holdfast.contracts.job.Operation;
import io.holdfast.platform.JobHandler;
import io.holdfast.platform.JobRun;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.Map;
import java.util.Set;

/** Gives each leased job a thread that may block. */
final class BackupWorker implements JobHandler {
    static final Set<Operation> OPERATIONS =
            Set.of(Operation.Backup, Operation.Restore, Operation.DeleteBackupData, Operation.Prune, Operation.Verify);

    private final Mover mover;
    private final WorkerExecutor jobThreads;

    BackupWorker(Mover mover, WorkerExecutor jobThreads) {
        this.mover = mover;
        this.jobThreads = jobThreads;
    }

    @Override
    public Future<Map<String, Object>> run(JobRun run) {
        return jobThreads
                .executeBlocking(() -> dispatch(run), false)
                .recover(e -> Future.failedFuture(StoreErrors.typed(e)));
    }

    private Map<String, Object> dispatch(JobRun run) throws Exception {
        run.checkStop();
        return switch (run.lease().operation()) {
            case Backup -> new BackupRun(mover, run).run();
            case Restore -> new RestoreRun(mover, run).run();
            case DeleteBackupData -> new DeleteRun(mover, run).run();
            case Verify -> new VerifyRun(mover, run).run();
            case Prune -> new PruneRun(mover, run).run();
            default ->
                throw new IllegalStateException(
                        "not a mover's job: " + run.lease().operation());
        };
    }
}
