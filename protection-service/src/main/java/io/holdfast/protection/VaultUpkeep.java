package io.holdfast.protection;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.JobRefs;
import io.holdfast.contracts.backup.PruneParams;
import io.holdfast.contracts.backup.VerifyDepth;
import io.holdfast.contracts.backup.VerifyParams;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.job.SubmitJobs;
import io.holdfast.contracts.job.Trigger;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.contracts.protection.VerifyVault;
import io.holdfast.platform.Ids;
import io.holdfast.platform.Json;
import io.holdfast.platform.ServiceContext;
import io.holdfast.platform.Upkeep;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done to each vault regularly: Prune daily, and within the hour after points were deleted; Verify daily, a share of the vault's bytes each time, so that all are read within the days
 * of {@link ProtectionConfig#verifyDays}.
 */
final class VaultUpkeep {

    private static final Logger log = LoggerFactory.getLogger(VaultUpkeep.class);
    private static final Duration SWEEP = Duration.ofMinutes(1);
    private static final Duration AGAIN = Duration.ofMinutes(10);
    private static final Duration REGULARLY = Duration.ofDays(1);
    private static final int BATCH = 20;

    private final ServiceContext context;
    private final VaultStore vaults;
    private final int verifyDays;
    private final Upkeep prunes;
    private final Upkeep verifications;

    VaultUpkeep(ServiceContext context, VaultStore vaults, int verifyDays) {
        this.context = context;
        this.vaults = vaults;
        this.verifyDays = verifyDays;
        prunes = new Upkeep(
                context.vertx(),
                "prunes",
                SWEEP,
                () -> sweep(VaultStore.Chore.Prune, vault -> submitPrune(vault, Trigger.Scheduled, self())));
        verifications = new Upkeep(
                context.vertx(),
                "verifications",
                SWEEP,
                () -> sweep(
                        VaultStore.Chore.Verify,
                        vault -> submitVerify(vault, VerifyDepth.StoredBytes, verifyDays, Trigger.Scheduled, self())));
    }

    void start() {
        prunes.start();
        if (verifyDays > 0) {
            verifications.start();
        }
    }

    Future<Void> stop() {
        return prunes.stop().eventually(verifications::stop);
    }

    /** {@code PruneInProgress} while another of the vault has not ended. */
    Future<JobRefs> prune(String vault, Caller caller) {
        return vaults.get(vault).compose(found -> submitPrune(found, Trigger.OnDemand, caller));
    }

    /** {@code VerifyInProgress} while another of the vault has not ended. */
    Future<JobRefs> verify(VerifyVault request, Caller caller) {
        return vaults.get(request.vault())
                .compose(found -> submitVerify(found, request.depth(), 1, Trigger.OnDemand, caller));
    }

    /** One whose submission fails comes again before its time. */
    private Future<Boolean> sweep(VaultStore.Chore chore, Function<Vault, Future<JobRefs>> submit) {
        Instant now = context.clock().instant().truncatedTo(ChronoUnit.MICROS);
        return vaults.toDo(chore, now, now.plus(AGAIN), BATCH).compose(due -> {
            Future<Void> done = Future.succeededFuture();
            for (Vault vault : due) {
                done = done.compose(x -> one(chore, vault, now, submit));
            }
            return done.map(x -> due.size() == BATCH);
        });
    }

    private Future<Void> one(
            VaultStore.Chore chore, Vault vault, Instant now, Function<Vault, Future<JobRefs>> submit) {
        return submit.apply(vault)
                .compose(x -> vaults.done(chore, vault.name(), now.plus(AGAIN), now.plus(REGULARLY)))
                .recover(t -> {
                    if (isInProgress(t)) {
                        return Future.succeededFuture(); // it may have looked before what is to be done now: again
                    }
                    log.warn("{} of vault {} is left for later: {}", chore, vault.name(), t.toString());
                    return Future.succeededFuture();
                });
    }

    private static boolean isInProgress(Throwable t) {
        return t instanceof HoldfastException refused
                && (refused.code() == ErrorCode.PruneInProgress || refused.code() == ErrorCode.VerifyInProgress);
    }

    private Future<JobRefs> submitPrune(Vault vault, Trigger trigger, Caller caller) {
        return submit(
                vault, Operation.Prune, new PruneParams(vault.name()), ErrorCode.PruneInProgress, trigger, caller);
    }

    private Future<JobRefs> submitVerify(Vault vault, VerifyDepth depth, int share, Trigger trigger, Caller caller) {
        VerifyParams params = new VerifyParams(vault.name(), depth, share);
        return submit(vault, Operation.Verify, params, ErrorCode.VerifyInProgress, trigger, caller);
    }

    private Future<JobRefs> submit(
            Vault vault, Operation operation, Object params, ErrorCode inProgress, Trigger trigger, Caller caller) {
        JobSubmission job = new JobSubmission(
                Ids.next(),
                operation,
                vault.name(),
                null,
                null,
                null,
                Json.toMap(params),
                List.of(),
                null,
                operation + ":" + vault.name(),
                trigger,
                caller.name());
        return context.bus()
                .call(JobEndpoints.SUBMIT, new SubmitJobs(List.of(job)), caller)
                .map(x -> new JobRefs(List.of(job.id())))
                .recover(t -> Future.failedFuture(
                        t instanceof HoldfastException conflict && conflict.code() == ErrorCode.JobConflict
                                ? inProgress(vault, operation, inProgress, conflict)
                                : t));
    }

    private static HoldfastException inProgress(
            Vault vault, Operation operation, ErrorCode code, HoldfastException conflict) {
        List<FieldError> running = conflict.failure().errors().stream()
                .map(error ->
                        new FieldError(error.pointer(), code.name(), "The job " + error.pointer() + " is running."))
                .toList();
        return new HoldfastException(
                code, "A " + operation + " job of the vault " + vault.name() + " is running.", running);
    }

    private Caller self() {
        return Caller.service(context.service());
    }
}
