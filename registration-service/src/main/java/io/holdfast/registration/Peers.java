package io.holdfast.registration;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.Endpoint;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.ClaimMachines;
import io.holdfast.contracts.discovery.ClaimMachines.Claim;
import io.holdfast.contracts.discovery.DiscoveryEndpoints;
import io.holdfast.contracts.discovery.Machine;
import io.holdfast.contracts.discovery.Machines;
import io.holdfast.contracts.discovery.ReleaseMachines;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.SubmitJobs;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.contracts.protection.VaultName;
import io.holdfast.contracts.registration.RegisteredItem;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** The other services, as registration asks them. Long lists go over the bus in parts. */
final class Peers {
    private static final int PART = 500;
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration SUBMIT_DEADLINE = Duration.ofSeconds(3);

    private final Bus bus;

    Peers(Bus bus) {
        this.bus = bus;
    }

    Future<Vault> vault(String name, Caller caller) {
        return bus.call(ProtectionEndpoints.VAULT_GET, VaultName.of(name), caller);
    }

    /** Ties nothing; fails as {@link #claim} would. */
    Future<List<Machine>> checkClaim(String vault, List<Claim> claims, Caller caller) {
        return claim(DiscoveryEndpoints.CLAIM_CHECK, vault, claims, caller);
    }

    /**
     * Ties the machines to the vault; a refusal names every bad one by its place in {@code claims}. Of a long list that is refused some are
     * tied: they are the caller's to give back.
     */
    Future<List<Machine>> claim(String vault, List<Claim> claims, Caller caller) {
        return claim(DiscoveryEndpoints.CLAIM, vault, claims, caller);
    }

    private Future<List<Machine>> claim(
            Endpoint<ClaimMachines, Machines> endpoint, String vault, List<Claim> claims, Caller caller) {
        var machines = new ArrayList<Machine>();
        var refusals = new ArrayList<FieldError>();
        var done = Future.<Void>succeededFuture();
        for (int i = 0; i < claims.size(); i += PART) {
            int offset = i;
            var part = claims.subList(offset, Math.min(offset + PART, claims.size()));
            done = done.compose(before -> bus.call(endpoint, new ClaimMachines(vault, part), caller, DEADLINE)
                    .<Void>map(reply -> {
                        machines.addAll(reply.machines());
                        return null;
                    })
                    .recover(failure -> {
                        if (!isRefusal(failure)) {
                            return Future.failedFuture(failure);
                        }
                        var errors = ((HoldfastException) failure).failure().errors();
                        refusals.addAll(RegistrationRules.shifted(errors, offset));
                        return Future.succeededFuture();
                    }));
        }
        return done.compose(all -> refusals.isEmpty()
                ? Future.succeededFuture(machines)
                : Future.failedFuture(HoldfastException.refusal(refusals)));
    }

    Future<Void> release(List<Claim> claims, Caller caller) {
        return inParts(claims, part -> bus.call(DiscoveryEndpoints.RELEASE, new ReleaseMachines(part), caller, DEADLINE)
                .<Void>mapEmpty());
    }

    /** Does not wait for long: who asked has been accepted already. */
    Future<Void> submit(List<JobSubmission> jobs, Caller caller) {
        return inParts(jobs, part -> bus.call(JobEndpoints.SUBMIT, new SubmitJobs(part), caller, SUBMIT_DEADLINE)
                .<Void>mapEmpty());
    }

    static Claim claimOf(RegisteredItem item) {
        return claimOf(item.machine(), item.id());
    }

    static Claim claimOf(UUID machine, UUID item) {
        return new Claim(machine, item);
    }

    /** Whether the answer was a no that names its reasons, and not that nobody answered. */
    static boolean isRefusal(Throwable failure) {
        return failure instanceof HoldfastException refused
                && !refused.failure().errors().isEmpty();
    }

    private static <T> Future<Void> inParts(List<T> all, Function<List<T>, Future<Void>> call) {
        var done = Future.<Void>succeededFuture();
        for (int i = 0; i < all.size(); i += PART) {
            var part = all.subList(i, Math.min(i + PART, all.size()));
            done = done.compose(before -> call.apply(part));
        }
        return done;
    }
}
