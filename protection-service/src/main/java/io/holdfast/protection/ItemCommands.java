package io.holdfast.protection;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.DryRun;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.JobRefs;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.protection.ItemAction;
import io.holdfast.contracts.protection.ProtectionStatus;
import io.holdfast.platform.ServiceContext;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a command on an item is carried out: under the item's row lock it is checked and written together with its job, then the job is
 * submitted. A command that is refused because of a job looks first whether that job has ended and nobody told.
 */
final class ItemCommands {

    private final ServiceContext context;
    private final ItemStore items;
    private final JobStore jobs;
    private final Outbox outbox;
    private final ItemOutcomes outcomes;
    private final JobEnds ends;

    ItemCommands(
            ServiceContext context,
            ItemStore items,
            JobStore jobs,
            Outbox outbox,
            ItemOutcomes outcomes,
            JobEnds ends) {
        this.context = context;
        this.items = items;
        this.jobs = jobs;
        this.outbox = outbox;
        this.outcomes = outcomes;
        this.ends = ends;
    }

    /** A command that changes where protection stands. */
    Future<ItemAction> run(
            String vault, UUID item, Caller caller, BiFunction<SqlClient, LockedItem, Future<ItemPlan>> planner) {
        return settled(item, () -> context.database().transaction(client -> items.lock(client, vault, item)
                        .compose(locked -> planner.apply(client, locked).compose(plan -> items.protection(
                                        client, locked, plan.status(), plan.policy(), plan.lastPolicy(), plan.pending())
                                .compose(x -> plan.purgeAt() == null
                                        ? Future.succeededFuture()
                                        : items.deleted(
                                                client, item, context.clock().instant(), plan.purgeAt()))
                                .compose(x -> jobs.insert(
                                        client,
                                        List.of(plan.job()),
                                        context.clock().instant()))
                                .map(x -> plan)))))
                .onSuccess(plan -> outcomes.publish(vault, item, plan.status()))
                .compose(plan -> outbox.submit(List.of(plan.job()), caller))
                .map(ids -> new ItemAction(ids, null));
    }

    /** A command that only starts a job. When job-service refuses it because of another job, it is as if it had never been. */
    Future<JobRefs> start(
            String vault, UUID item, Caller caller, BiFunction<SqlClient, LockedItem, Future<JobSubmission>> command) {
        return settled(item, () -> context.database().transaction(client -> items.lock(client, vault, item)
                        .compose(locked -> command.apply(client, locked))
                        .compose(job -> jobs.insert(
                                        client, List.of(job), context.clock().instant())
                                .map(x -> job))))
                .compose(job -> outbox.submit(List.of(job), caller).recover(this::excluded))
                .map(JobRefs::new);
    }

    /** A command that needs no job. */
    <T> Future<T> change(String vault, UUID item, BiFunction<SqlClient, LockedItem, Future<T>> change) {
        return settled(item, () -> context.database().transaction(client -> items.lock(client, vault, item)
                .compose(locked -> change.apply(client, locked))));
    }

    Future<ItemAction> preview(String vault, UUID item, Function<LockedItem, Future<DryRun>> effects) {
        return settled(item, () -> context.database()
                        .transaction(client -> items.lock(client, vault, item))
                        .compose(effects))
                .map(dryRun -> new ItemAction(List.of(), dryRun));
    }

    void publish(String vault, UUID item, ProtectionStatus status) {
        outcomes.publish(vault, item, status);
    }

    private <T> Future<T> settled(UUID item, Supplier<Future<T>> command) {
        return command.get()
                .recover(t -> isBusy(t)
                        ? ends.settle(item).compose(ended -> ended ? command.get() : Future.failedFuture(t))
                        : Future.failedFuture(t));
    }

    private static boolean isBusy(Throwable t) {
        return t instanceof HoldfastException failure
                && (failure.code() == ErrorCode.ItemBusy || failure.code() == ErrorCode.BackupInProgress);
    }

    /** The conflict names the running job. */
    private <T> Future<T> excluded(Throwable t) {
        if (!(t instanceof HoldfastException conflict) || conflict.code() != ErrorCode.JobConflict) {
            return Future.failedFuture(t);
        }
        List<FieldError> errors = conflict.failure().errors();
        return running(errors)
                .compose(running -> Future.failedFuture(
                        running != null && running.operation() == Operation.Restore
                                ? new HoldfastException(
                                        ErrorCode.ItemBusy, "a restore over this machine is running", errors)
                                : new HoldfastException(
                                        ErrorCode.BackupInProgress, "a backup of this machine is running", errors)));
    }

    private Future<@Nullable JobSubmission> running(List<FieldError> errors) {
        try {
            UUID job = UUID.fromString(errors.isEmpty() ? "" : errors.get(0).pointer());
            return jobs.get(context.database().pool(), job);
        } catch (IllegalArgumentException e) {
            return Future.succeededFuture(null);
        }
    }
}
