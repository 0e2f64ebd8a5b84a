package io.holdfast.backup;

import io.holdfast.contracts.backup.DeleteDataParams;
import io.holdfast.contracts.job.Lease;
import io.holdfast.contracts.job.Progress;
import io.holdfast.contracts.protection.BeginDelete;
import io.holdfast.contracts.protection.DataDeleted;
import io.holdfast.contracts.protection.DeleteContext;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.platform.JobRun;
import io.holdfast.platform.JobStopped;
import io.holdfast.store.StoreException;
import io.holdfast.store.VaultStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One run of a DeleteBackupData job: the manifests go, then the catalogue's rows; chunks that no point needs any more go with the next
 * prune. Whatever interrupts it, running it again ends the same.
 */
final class DeleteRun {
    private final Mover mover;
    private final JobRun run;
    private final Lease lease;
    private final DeleteDataParams params;

    DeleteRun(Mover mover, JobRun run) {
        this.mover = mover;
        this.run = run;
        this.lease = run.lease();
        this.params = run.params(DeleteDataParams.class);
    }

    Map<String, Object> run() {
        BeginDelete begin = new BeginDelete(lease.job(), lease.token(), params.vault(), params.item());
        DeleteContext context = mover.calls().call(ProtectionEndpoints.BEGIN_DELETE, begin, run::stopRequested);
        if (context.itemGone()) {
            run.log("An earlier run of this job had deleted everything.");
            return Map.of("pointsDeleted", 0);
        }
        run.checkStop();
        int deleted = delete(context, context.points());
        tell(List.of());
        return Map.of("pointsDeleted", deleted);
    }

    /** A cancel comes too late once a manifest is gone: its point can't come back. */
    private int delete(DeleteContext context, List<UUID> points) {
        if (points.isEmpty()) {
            return 0;
        }
        VaultStore store = mover.stores().open(context.vault());
        List<UUID> gone = new ArrayList<>();
        int deleted = 0;
        try {
            for (UUID point : points) {
                if (run.leaseLost()) {
                    throw new JobStopped();
                }
                deleted += store.deletePoint(params.item(), point) ? 1 : 0;
                gone.add(point);
                run.progress(new Progress(100 * gone.size() / points.size(), 0, 0, 0, 0, 0, null));
            }
        } catch (StoreException e) {
            if (!gone.isEmpty()) {
                tell(gone);
            }
            throw e;
        }
        return deleted;
    }

    /** {@code only}: no more than these points are gone; empty: all that the job is about. */
    private void tell(List<UUID> only) {
        DataDeleted done = new DataDeleted(lease.job(), lease.token(), params.vault(), params.item(), only);
        mover.calls().call(ProtectionEndpoints.DATA_DELETED, done, run::leaseLost);
    }
}
