package io.holdfast.backup;

import io.holdfast.contracts.backup.BackupEndpoints;
import io.holdfast.contracts.backup.CheckTarget;
import io.holdfast.contracts.backup.RestorePreview;
import io.holdfast.contracts.protection.PointContext;
import io.holdfast.platform.Bus;
import io.holdfast.store.PointReader;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;

/** What other services ask the mover. */
final class BackupApi {
    private final Mover mover;
    private final WorkerExecutor threads;

    BackupApi(Mover mover, WorkerExecutor threads) {
        this.mover = mover;
        this.threads = threads;
    }

    Future<Void> serve(Bus bus) {
        return bus.serve(BackupEndpoints.CHECK_TARGET, (request, caller) -> checkTarget(request));
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
