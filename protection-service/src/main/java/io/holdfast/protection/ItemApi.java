package io.holdfast.protection;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.DryRun;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.JobRefs;
import io.holdfast.contracts.job.Trigger;
import io.holdfast.contracts.protection.BackupNow;
import io.holdfast.contracts.protection.ItemAction;
import io.holdfast.contracts.protection.Policy;
import io.holdfast.contracts.protection.ProtectedItem;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.ProtectionStatus;
import io.holdfast.contracts.protection.PurgeItem;
import io.holdfast.contracts.protection.ResumeProtection;
import io.holdfast.contracts.protection.StopData;
import io.holdfast.contracts.protection.StopProtection;
import io.holdfast.contracts.protection.SwitchPolicy;
import io.holdfast.contracts.registration.ItemKey;
import io.holdfast.platform.Bus;
import io.holdfast.platform.ServiceContext;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Protected items, over the bus.
 */
final class ItemApi {

    private final ServiceContext context;
    private final Protect protect;
    private final VaultStore vaults;
    private final PolicyStore policies;
    private final ItemStore items;
    private final WatchStore watched;
    private final PointStore points;
    private final ExpiryStore expiries;
    private final ItemCommands commands;
    private final PolicyEffects effects;
    private final Freed freed;
    private final ItemOutcomes outcomes;
    private final Duration softDelete;

    ItemApi(
            ServiceContext context,
            Protect protect,
            VaultStore vaults,
            PolicyStore policies,
            ItemStore items,
            WatchStore watched,
            PointStore points,
            ExpiryStore expiries,
            ItemCommands commands,
            PolicyEffects effects,
            Freed freed,
            ItemOutcomes outcomes) {
        this.context = context;
        this.protect = protect;
        this.vaults = vaults;
        this.policies = policies;
        this.items = items;
        this.watched = watched;
        this.points = points;
        this.expiries = expiries;
        this.commands = commands;
        this.effects = effects;
        this.freed = freed;
        this.outcomes = outcomes;
        this.softDelete = ProtectionConfig.of(context.config()).softDelete();
    }

    Future<?> serve(Bus bus) {
        return Future.all(List.of(
                bus.serve(ProtectionEndpoints.PROTECT, protect::protect),
                bus.serve(ProtectionEndpoints.ITEM_LIST, (request, caller) -> vaults.get(
                                request.filter().vault())
                        .compose(vault -> items.list(request))),
                bus.serve(ProtectionEndpoints.ITEMS_WATCHED, (request, caller) -> watched.list(request)),
                bus.serve(
                        ProtectionEndpoints.ITEM_GET, (request, caller) -> items.get(request.vault(), request.item())),
                bus.serve(ProtectionEndpoints.SWITCH_POLICY, this::switchPolicy),
                bus.serve(ProtectionEndpoints.STOP, this::stop),
                bus.serve(ProtectionEndpoints.RESUME, this::resume),
                bus.serve(ProtectionEndpoints.ITEM_PAUSE, (request, caller) -> items.pause(
                                request.vault(), request.item(), request.paused())
                        .onSuccess(item -> outcomes.publish(item.vault(), item.id(), item.status()))),
                bus.serve(ProtectionEndpoints.UNDELETE, (request, caller) -> undelete(request)),
                bus.serve(ProtectionEndpoints.PURGE, this::purge),
                bus.serve(ProtectionEndpoints.BACKUP_NOW, this::backup)));
    }

    private Future<ItemAction> switchPolicy(SwitchPolicy request, Caller caller) {
        if (request.dryRun()) {
            return commands.preview(request.vault(), request.item(), locked -> {
                Versions.check(request.ifVersion(), locked.item().version());
                locked.check(ItemCommand.SwitchPolicy);
                return policies.settings(request.vault(), request.policy())
                        .compose(policy -> effects.ofSwitch(request.item(), policy));
            });
        }
        return commands.run(request.vault(), request.item(), caller, (client, locked) -> {
            Versions.check(request.ifVersion(), locked.item().version());
            locked.check(ItemCommand.SwitchPolicy);
            return policies.settings(client, request.vault(), request.policy(), "for share of p")
                    .map(policy -> ItemPlan.switchPolicy(locked, policy, caller));
        });
    }

    private Future<ItemAction> resume(ResumeProtection request, Caller caller) {
        return commands.run(request.vault(), request.item(), caller, (client, locked) -> {
            locked.check(ItemCommand.Resume);
            return policyToResume(client, request, locked).map(policy -> ItemPlan.resume(locked, policy, caller));
        });
    }

    private Future<Policy> policyToResume(SqlClient client, ResumeProtection request, LockedItem locked) {
        String lock = "for share of p";
        if (request.policy() != null) {
            return policies.settings(client, request.vault(), request.policy(), lock);
        }
        String before = locked.item().policy() == null
                ? locked.lastPolicy()
                : locked.item().policy();
        String defaultPolicy = PolicyRules.DEFAULT_NAME;
        return policies.settings(client, request.vault(), before == null ? defaultPolicy : before, lock)
                .recover(t -> t instanceof HoldfastException gone && gone.code() == ErrorCode.PolicyNotFound
                        ? policies.settings(client, request.vault(), defaultPolicy, lock)
                        : Future.failedFuture(t));
    }

    private Future<ItemAction> stop(StopProtection request, Caller caller) {
        if (request.data() == null) {
            throw HoldfastException.invalidField("/data", "Required", "data is missing: keep, keepByPolicy or delete");
        }
        ItemCommand command =
                switch (request.data()) {
                    case Keep -> ItemCommand.StopKeep;
                    case KeepByPolicy -> ItemCommand.StopKeepByPolicy;
                    case Delete -> ItemCommand.StopDelete;
                };
        if (request.dryRun()) {
            return commands.preview(request.vault(), request.item(), locked -> {
                locked.check(command);
                return stopEffects(locked.item(), request.data());
            });
        }
        return commands.run(request.vault(), request.item(), caller, (client, locked) -> {
            locked.check(command);
            if (request.data() == StopData.Delete) {
                confirmed(locked.item(), request.confirmName());
            }
            return request.data() == StopData.Delete
                    ? delete(client, locked, caller)
                    : Future.succeededFuture(ItemPlan.stop(locked, request.data(), caller));
        });
    }

    /** An item that has no data is gone at once. */
    private Future<ItemPlan> delete(SqlClient client, LockedItem locked, Caller caller) {
        return points.ofItem(client, locked.item().id())
                .map(data -> softDelete.isZero() || data.isEmpty()
                        ? ItemPlan.stop(locked, StopData.Delete, caller)
                        : ItemPlan.softDelete(locked, purgeAt(), caller));
    }

    private Instant purgeAt() {
        return context.clock().instant().plus(softDelete);
    }

    private Future<ProtectedItem> undelete(ItemKey request) {
        ProtectionStatus after = ProtectionStatus.ProtectionStopped;
        return commands.change(request.vault(), request.item(), (client, locked) -> {
                    locked.check(ItemCommand.Undelete);
                    return items.protection(client, locked, after, null, locked.lastPolicy(), false)
                            .compose(x -> items.deleted(client, request.item(), null, null));
                })
                .onSuccess(x -> commands.publish(request.vault(), request.item(), after))
                .compose(x -> items.get(request.vault(), request.item()));
    }

    private Future<JobRefs> purge(PurgeItem request, Caller caller) {
        return commands.start(request.vault(), request.item(), caller, (client, locked) -> {
            locked.check(ItemCommand.Purge);
            confirmed(locked.item(), request.confirmName());
            return Future.succeededFuture(ItemJobs.deleteAll(locked.item(), caller, Trigger.OnDemand));
        });
    }

    private static void confirmed(ProtectedItem item, @Nullable String confirmName) {
        if (!item.name().equals(confirmName)) {
            String message = "confirmName must be the item's name, " + item.name();
            throw new HoldfastException(
                    ErrorCode.ConfirmationMismatch,
                    message,
                    List.of(new FieldError("/confirmName", ErrorCode.ConfirmationMismatch.name(), message)));
        }
    }

    private Future<DryRun> stopEffects(ProtectedItem item, StopData data) {
        String kept = Losses.count(item.recoveryPoints(), "recovery point");
        String end = "no more backups of " + item.name() + " would be made";
        Losses losses = new Losses();
        return switch (data) {
            case Keep -> Future.succeededFuture(losses.dryRun(end, kept + " would be kept without an end"));
            case KeepByPolicy ->
                Future.succeededFuture(losses.dryRun(
                        end,
                        kept + " would go when policy " + item.policy()
                                + " says, as they do now; the newest one stays"));
            case Delete ->
                expiries.candidates(context.database().pool(), List.of(item.id()))
                        .compose(all -> {
                            Instant gone = purgeAt();
                            all.forEach(point -> losses.add(point, gone));
                            return freed.measured(
                                    item.vault(),
                                    losses,
                                    end,
                                    softDelete.isZero() || all.isEmpty()
                                            ? item.name() + " would stay registered, and not protected"
                                            : "until " + gone.truncatedTo(ChronoUnit.SECONDS)
                                                    + " that could be undone");
                        });
        };
    }

    private Future<JobRefs> backup(BackupNow request, Caller caller) {
        Instant until = request.retainUntil();
        if (until != null && !until.isAfter(context.clock().instant())) {
            throw HoldfastException.invalidField("/retainUntil", "OutOfRange", "must be in the future");
        }
        return commands.start(request.vault(), request.item(), caller, (client, locked) -> {
            locked.check(ItemCommand.Backup);
            return Future.succeededFuture(ItemJobs.backup(locked.item(), until, caller));
        });
    }
}
