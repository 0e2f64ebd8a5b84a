package io.holdfast.protection;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.JobRefs;
import io.holdfast.contracts.backup.PruneParams;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.job.SubmitJobs;
import io.holdfast.contracts.job.Trigger;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.platform.Ids;
import io.holdfast.platform.Json;
import io.holdfast.platform.ServiceContext;
import io.holdfast.platform.Upkeep;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the space of deleted recovery points given back: by a Prune job of each vault daily, and within the hour after points were deleted. */
final class Prunes {

    private static final Logger log = LoggerFactory.getLogger(Prunes.class);
    private static final Duration SWEEP = Duration.ofMinutes(1);
    private static final Duration AGAIN = Duration.ofMinutes(10);
    private static final Duration REGULARLY = Duration.ofDays(1);
    private static final int BATCH = 20;

    private final ServiceContext context;
    private final VaultStore vaults;
    private final Upkeep upkeep;

    Prunes(ServiceContext context, VaultStore vaults) {
        this.context = context;
        this.vaults = vaults;
        upkeep = new Upkeep(context.vertx(), "prunes", SWEEP, this::sweep);
    }

    void start() {
        upkeep.start();
    }

    Future<Void> stop() {
        return upkeep.stop();
    }

    /** {@code PruneInProgress} while another of the vault has not ended. */
    Future<JobRefs> prune(String vault, Caller caller) {
        return vaults.get(vault).compose(found -> submit(found, Trigger.OnDemand, caller));
    }

    /** One whose submission fails comes again before its time. */
    private Future<Boolean> sweep() {
        Instant now = context.clock().instant();
        return vaults.toPrune(now, now.plus(AGAIN), BATCH).compose(due -> {
            Future<Void> done = Future.succeededFuture();
            for (Vault vault : due) {
                done = done.compose(x -> one(vault, now));
            }
            return done.map(x -> due.size() == BATCH);
        });
    }

    private Future<Void> one(Vault vault, Instant now) {
        return submit(vault, Trigger.Scheduled, Caller.service(context.service()))
                .<Void>mapEmpty()
                .recover(t -> isInProgress(t) ? Future.succeededFuture() : Future.failedFuture(t))
                .compose(x -> vaults.pruned(vault.name(), now.plus(REGULARLY)))
                .recover(t -> {
                    log.warn("The prune of vault {} is left for later: {}", vault.name(), t.toString());
                    return Future.succeededFuture();
                });
    }

    private static boolean isInProgress(Throwable t) {
        return t instanceof HoldfastException refused && refused.code() == ErrorCode.PruneInProgress;
    }

    private Future<JobRefs> submit(Vault vault, Trigger trigger, Caller caller) {
        JobSubmission job = new JobSubmission(
                Ids.next(),
                Operation.Prune,
                vault.name(),
                null,
                null,
                null,
                Json.toMap(new PruneParams(vault.name())),
                List.of(),
                null,
                "prune:" + vault.name(),
                trigger,
                caller.name());
        return context.bus()
                .call(JobEndpoints.SUBMIT, new SubmitJobs(List.of(job)), caller)
                .map(x -> new JobRefs(List.of(job.id())))
                .recover(t -> Future.failedFuture(
                        t instanceof HoldfastException conflict && conflict.code() == ErrorCode.JobConflict
                                ? inProgress(vault, conflict)
                                : t));
    }

    private static HoldfastException inProgress(Vault vault, HoldfastException conflict) {
        List<FieldError> running = conflict.failure().errors().stream()
                .map(error -> new FieldError(
                        error.pointer(),
                        ErrorCode.PruneInProgress.name(),
                        "The job " + error.pointer() + " is running."))
                .toList();
        return new HoldfastException(
                ErrorCode.PruneInProgress, "A prune of the vault " + vault.name() + " is running.", running);
    }
}
