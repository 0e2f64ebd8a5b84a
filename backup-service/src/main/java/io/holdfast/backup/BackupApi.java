package io.holdfast.backup;

import io.holdfast.contracts.Ack;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.backup.BackupEndpoints;
import io.holdfast.contracts.backup.CheckTarget;
import io.holdfast.contracts.backup.FreedBytes;
import io.holdfast.contracts.backup.MeasureFreed;
import io.holdfast.contracts.backup.PointRef;
import io.holdfast.contracts.backup.RestorePreview;
import io.holdfast.contracts.protection.PointContext;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.platform.Bus;
import io.holdfast.store.PointKey;
import io.holdfast.store.PointReader;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** What other services ask the mover. */
final class BackupApi {
    private final Mover mover;
    private final WorkerExecutor threads;
    private final AtomicBoolean removing = new AtomicBoolean();
    private final AtomicBoolean measuring = new AtomicBoolean();

    BackupApi(Mover mover, WorkerExecutor threads) {
        this.mover = mover;
        this.threads = threads;
    }

    Future<Void> serve(Bus bus) {
        return bus.serve(BackupEndpoints.CHECK_TARGET, (request, caller) -> checkTarget(request))
                .compose(v -> bus.serve(BackupEndpoints.REMOVE_VAULT, (vault, caller) -> remove(vault)))
                .compose(v -> bus.serve(BackupEndpoints.MEASURE_FREED, (request, caller) -> measureFreed(request)));
    }

    private Future<Ack> remove(Vault vault) {
        return alone(removing, "Another vault is being removed.", () -> {
            mover.stores().remove(vault);
            Await.result(mover.ledger().remove(vault.id()));
            return new Ack();
        });
    }

    private Future<FreedBytes> measureFreed(MeasureFreed request) {
        return alone(
                measuring,
                "Another request like this is being worked on.",
                () -> new FreedBytes(
                        mover.stores().open(request.vault()).bytesFreed(keys(request.going()), keys(request.gone()))));
    }

    private static Set<PointKey> keys(List<PointRef> points) {
        return points.stream()
                .map(point -> new PointKey(point.item(), point.point()))
                .collect(Collectors.toSet());
    }

    /** One at a time: it may take longer than anybody waits, and must not take the threads of those who do. */
    private <T> Future<T> alone(AtomicBoolean busy, String refusal, Callable<T> work) {
        if (!busy.compareAndSet(false, true)) {
            return Future.failedFuture(new HoldfastException(ErrorCode.ServiceUnavailable, refusal));
        }
        return threads.executeBlocking(work, false)
                .recover(e -> Future.<T>failedFuture(StoreErrors.typed(e)))
                .onComplete(x -> busy.set(false));
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
