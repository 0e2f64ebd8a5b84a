package io.holdfast.backup;

import io.holdfast.contracts.Ack;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.backup.BackupEndpoints;
import io.holdfast.contracts.backup.CheckTarget;
import io.holdfast.contracts.backup.RestorePreview;
import io.holdfast.contracts.protection.PointContext;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.platform.Bus;
import io.holdfast.store.PointReader;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.atomic.AtomicBoolean;

/** What other services ask the mover. */
final class BackupApi {
    private final Mover mover;
    private final WorkerExecutor threads;
    private final AtomicBoolean removing = new AtomicBoolean();

    BackupApi(Mover mover, WorkerExecutor threads) {
        this.mover = mover;
        this.threads = threads;
    }

    Future<Void> serve(Bus bus) {
        return bus.serve(BackupEndpoints.CHECK_TARGET, (request, caller) -> checkTarget(request))
                .compose(v -> bus.serve(BackupEndpoints.REMOVE_VAULT, (vault, caller) -> remove(vault)));
    }

    /** One at a time: it may take longer than anybody waits, and must not take the threads of those who do. */
    private Future<Ack> remove(Vault vault) {
        if (!removing.compareAndSet(false, true)) {
            return Future.failedFuture(
                    new HoldfastException(ErrorCode.ServiceUnavailable, "Another vault is being removed."));
        }
        return threads.executeBlocking(
                        () -> {
                            mover.stores().remove(vault);
                            return new Ack();
                        },
                        false)
                .recover(e -> Future.failedFuture(StoreErrors.typed(e)))
                .onComplete(x -> removing.set(false));
    }

    private Future<RestorePreview> checkTarget(CheckTarget request) {
        return threads.executeBlocking(() -> preview(request), false)
                .recover(e -> Future.failedFuture(StoreErrors.typed(e)));
    }

    private RestorePreview preview(CheckTarget request) {
        PointContext context = request.point();
        PointReader point = mover.stores()
                .open(context.vault())
                .openPoint(context.item().id(), context.point().id());
        StoredDisks disks = StoredDisks.of(point);
        return new RestorePreview(
                disks.sizeBytes(),
                disks.dataBytes(),
                null,
                Target.check(mover.sources(), context, request.target(), point, disks));
    }
}
