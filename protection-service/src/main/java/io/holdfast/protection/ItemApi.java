package io.holdfast.protection;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.DryRun;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.JobRefs;
import io.holdfast.contracts.protection.BackupNow;
import io.holdfast.contracts.protection.ItemAction;
import io.holdfast.contracts.protection.Policy;
import io.holdfast.contracts.protection.ProtectedItem;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.ResumeProtection;
import io.holdfast.contracts.protection.StopData;
import io.holdfast.contracts.protection.StopProtection;
import io.holdfast.contracts.protection.SwitchPolicy;
import io.holdfast.platform.Bus;
import io.holdfast.platform.ServiceContext;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
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
    private final PointStore points;
    private final ItemCommands commands;
    private final PolicyEffects effects;
    private final ItemOutcomes outcomes;

    ItemApi(
            ServiceContext context,
            Protect protect,
            VaultStore vaults,
            PolicyStore policies,
            ItemStore items,
            PointStore points,
            ItemCommands commands,
            PolicyEffects effects,
            ItemOutcomes outcomes) {
        this.context = context;
        this.protect = protect;
        this.vaults = vaults;
        this.policies = policies;
        this.items = items;
        this.points = points;
        this.commands = commands;
        this.effects = effects;
        this.outcomes = outcomes;
    }

    Future<?> serve(Bus bus) {
        return Future.all(List.of(
                bus.serve(ProtectionEndpoints.PROTECT, protect::protect),
                bus.serve(ProtectionEndpoints.ITEM_LIST, (request, caller) -> vaults.get(
                                request.filter().vault())
                        .compose(vault -> items.list(request))),
                bus.serve(
                        ProtectionEndpoints.ITEM_GET, (request, caller) -> items.get(request.vault(), request.item())),
                bus.serve(ProtectionEndpoints.SWITCH_POLICY, this::switchPolicy),
                bus.serve(ProtectionEndpoints.STOP, this::stop),
                bus.serve(ProtectionEndpoints.RESUME, this::resume),
                bus.serve(ProtectionEndpoints.ITEM_PAUSE, (request, caller) -> items.pause(
                                request.vault(), request.item(), request.paused())
                        .onSuccess(item -> outcomes.publish(item.vault(), item.id(), item.status()))),
                bus.serve(ProtectionEndpoints.BACKUP_NOW, this::backup)));
    }

    private Future<ItemAction> switchPolicy(SwitchPolicy request, Caller caller) {
        if (request.dryRun()) {
            return commands.preview(request.vault(), request.item(), locked -> {
                Versions.check(request.ifVersion(), locked.item().version());
                locked.check(ItemCommand.SwitchPolicy);
                return policies.get(request.vault(), request.policy())
                        .compose(policy -> effects.ofSwitch(request.item(), policy));
            });
        }
        return commands.run(request.vault(), request.item(), caller, (client, locked) -> {
            Versions.check(request.ifVersion(), locked.item().version());
            locked.check(ItemCommand.SwitchPolicy);
            return policies.get(client, request.vault(), request.policy(), "for share of p")
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
            return policies.get(client, request.vault(), request.policy(), lock);
        }
        String before = locked.item().policy() == null
                ? locked.lastPolicy()
                : locked.item().policy();
        String defaultPolicy = PolicyRules.DEFAULT_NAME;
        return policies.get(client, request.vault(), before == null ? defaultPolicy : before, lock)
                .recover(t -> t instanceof HoldfastException gone && gone.code() == ErrorCode.PolicyNotFound
                        ? policies.get(client, request.vault(), defaultPolicy, lock)
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
            return Future.succeededFuture(ItemPlan.stop(locked, request.data(), caller));
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
                points.candidates(context.database().pool(), List.of(item.id())).map(all -> {
                    Instant now = context.clock().instant();
                    all.forEach(point -> losses.add(point, now));
                    return losses.dryRun(end, item.name() + " would stay registered, and not protected");
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
