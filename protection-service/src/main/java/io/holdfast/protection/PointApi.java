package io.holdfast.protection;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.DryRun;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.JobRefs;
import io.holdfast.contracts.backup.BackupEndpoints;
import io.holdfast.contracts.backup.CheckTarget;
import io.holdfast.contracts.backup.RestorePreview;
import io.holdfast.contracts.job.Trigger;
import io.holdfast.contracts.protection.ItemAction;
import io.holdfast.contracts.protection.PointContext;
import io.holdfast.contracts.protection.PointKey;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.RecoveryPoint;
import io.holdfast.contracts.protection.RetainPoint;
import io.holdfast.contracts.protection.StartRestore;
import io.holdfast.platform.Bus;
import io.holdfast.platform.ServiceContext;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Recovery points, over the bus.
 */
final class PointApi {

    private final ServiceContext context;
    private final VaultStore vaults;
    private final ItemStore items;
    private final PointStore points;
    private final ItemCommands commands;
    private final Expiries expiries;
    private final Freed freed;
    private final Duration softDelete;

    PointApi(
            ServiceContext context,
            VaultStore vaults,
            ItemStore items,
            PointStore points,
            ItemCommands commands,
            Expiries expiries,
            Freed freed) {
        this.context = context;
        this.vaults = vaults;
        this.items = items;
        this.points = points;
        this.commands = commands;
        this.expiries = expiries;
        this.freed = freed;
        this.softDelete = ProtectionConfig.of(context.config()).softDelete();
    }

    Future<?> serve(Bus bus) {
        return Future.all(List.of(
                bus.serve(
                        ProtectionEndpoints.POINT_LIST, (request, caller) -> items.get(request.vault(), request.item())
                                .compose(item -> points.list(request))),
                bus.serve(ProtectionEndpoints.POINT_GET, (key, caller) -> items.get(key.vault(), key.item())
                        .compose(item -> points.find(key.vault(), key.item(), key.point()))),
                bus.serve(
                        ProtectionEndpoints.POINT_CONTEXT,
                        (key, caller) -> context(key.vault(), key.item(), key.point())),
                bus.serve(ProtectionEndpoints.POINT_RETAIN, (request, caller) -> retain(request)),
                bus.serve(ProtectionEndpoints.POINT_DELETE, this::delete),
                bus.serve(ProtectionEndpoints.POINT_UNDELETE, (key, caller) -> undelete(key)),
                bus.serve(ProtectionEndpoints.RESTORE, this::restore),
                bus.serve(ProtectionEndpoints.RESTORE_PREVIEW, this::preview)));
    }

    private Future<PointContext> context(String vault, UUID item, UUID point) {
        var vaultRow = vaults.get(vault);
        var itemRow = vaultRow.compose(x -> items.get(vault, item));
        var pointRow = itemRow.compose(x -> points.get(vault, item, point));
        return pointRow.map(x -> new PointContext(vaultRow.result(), itemRow.result(), pointRow.result()));
    }

    private Future<RecoveryPoint> retain(RetainPoint request) {
        Instant until = request.retainUntil();
        if (until != null && !until.isAfter(context.clock().instant())) {
            throw HoldfastException.invalidField("/retainUntil", "OutOfRange", "must be in the future");
        }
        return context.database().transaction(client -> items.lock(client, request.vault(), request.item())
                .compose(item -> points.get(client, request.vault(), request.item(), request.point()))
                .compose(point -> points.retain(client, point.id(), until))
                .compose(x -> expiries.decide(client, request.item()))
                .compose(x -> points.get(client, request.vault(), request.item(), request.point())));
    }

    private Future<ItemAction> delete(PointKey key, Caller caller) {
        Instant now = expiries.now();
        Instant purgeAt = now.plus(softDelete);
        if (key.dryRun()) {
            return commands.preview(key.vault(), key.item(), locked -> points.get(key.vault(), key.item(), key.point())
                    .compose(point -> {
                        deletable(locked, point);
                        Losses losses = new Losses();
                        losses.add(new DryRun.Loss(
                                point.id(),
                                point.item(),
                                locked.item().cloudService() + "/"
                                        + locked.item().name(),
                                point.time(),
                                purgeAt,
                                point.storedBytes()));
                        return freed.measured(
                                key.vault(), losses, "the recovery point of " + point.time() + " would be deleted");
                    }));
        }
        return softDelete.isZero() ? deleteNow(key, caller) : softDelete(key, now, purgeAt);
    }

    private Future<ItemAction> softDelete(PointKey key, Instant now, Instant purgeAt) {
        return commands.change(key.vault(), key.item(), (client, locked) -> points.get(
                                client, key.vault(), key.item(), key.point())
                        .compose(point -> {
                            deletable(locked, point);
                            return points.softDelete(client, point.id(), now, purgeAt);
                        })
                        .compose(x -> counted(client, key.item()))
                        .map(x -> locked.status()))
                .onSuccess(status -> commands.publish(key.vault(), key.item(), status))
                .map(x -> new ItemAction(List.of(), null));
    }

    private Future<ItemAction> deleteNow(PointKey key, Caller caller) {
        return commands.start(key.vault(), key.item(), caller, (client, locked) -> points.get(
                                client, key.vault(), key.item(), key.point())
                        .compose(point -> {
                            deletable(locked, point);
                            var job = ItemJobs.delete(locked.item(), List.of(point.id()), caller, Trigger.OnDemand);
                            return points.deleting(client, List.of(point.id()), job.id())
                                    .compose(x -> counted(client, key.item()))
                                    .map(x -> job);
                        }))
                .map(started -> new ItemAction(started.jobs(), null));
    }

    private Future<RecoveryPoint> undelete(PointKey key) {
        return commands.change(key.vault(), key.item(), (client, locked) -> points.find(
                                client, key.vault(), key.item(), key.point())
                        .compose(point -> {
                            locked.check(ItemCommand.UndeletePoint);
                            if (point.deletedAt() == null) {
                                throw new HoldfastException(
                                        ErrorCode.NotDeleted, "recovery point " + point.id() + " is not deleted");
                            }
                            return points.undelete(client, point.id());
                        })
                        .compose(x -> counted(client, key.item()))
                        .map(x -> locked.status()))
                .onSuccess(status -> commands.publish(key.vault(), key.item(), status))
                .compose(x -> points.get(key.vault(), key.item(), key.point()));
    }

    private Future<?> counted(SqlClient client, UUID item) {
        return items.recount(client, item).compose(x -> expiries.decide(client, item));
    }

    private static void deletable(LockedItem locked, RecoveryPoint point) {
        locked.check(ItemCommand.DeletePoint);
        if (ItemRules.keepsLastPoint(locked.status()) && locked.item().recoveryPoints() <= 1) {
            throw new HoldfastException(
                    ErrorCode.RecoveryPointPinned,
                    "The recovery point of " + point.time() + " is the last one of a protected item");
        }
    }

    private Future<JobRefs> restore(StartRestore request, Caller caller) {
        return checkTarget(request, caller).compose(preview -> {
            if (!preview.conflicts().isEmpty()) {
                throw conflict(preview.conflicts());
            }
            return commands.start(request.vault(), request.item(), caller, (client, locked) -> {
                locked.check(ItemCommand.Restore);
                return points.get(client, request.vault(), request.item(), request.point())
                        .map(point -> ItemJobs.restore(locked.item(), point.id(), request.target(), caller));
            });
        });
    }

    private Future<RestorePreview> preview(StartRestore request, Caller caller) {
        return checkTarget(request, caller)
                .compose(preview -> RestoreTime.of(context.bus(), request.vault(), preview.dataBytes(), caller)
                        .map(seconds -> new RestorePreview(
                                preview.sizeBytes(), preview.dataBytes(), seconds, preview.conflicts())));
    }

    private Future<RestorePreview> checkTarget(StartRestore request, Caller caller) {
        Fields fields = new Fields();
        RestoreRules.check(request.target(), fields);
        fields.throwIfAny();
        return context(request.vault(), request.item(), request.point()).compose(point -> context.bus()
                .call(BackupEndpoints.CHECK_TARGET, new CheckTarget(point, request.target()), caller));
    }

    /** A conflict's code is an error code where the mover found a known one. */
    private static HoldfastException conflict(List<FieldError> conflicts) {
        FieldError first = conflicts.get(0);
        ErrorCode code = ErrorCode.TargetUnavailable;
        for (ErrorCode known : ErrorCode.values()) {
            if (known.name().equals(first.code())) {
                code = known;
            }
        }
        return new HoldfastException(code, first.message(), conflicts);
    }
}
