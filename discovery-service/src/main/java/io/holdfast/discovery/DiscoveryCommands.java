package io.holdfast.discovery;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.JobRefs;
import io.holdfast.contracts.discovery.DiscoverParams;
import io.holdfast.contracts.discovery.StartDiscovery;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.job.Trigger;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.platform.Ids;
import io.holdfast.platform.Json;
import io.vertx.core.Future;
import java.util.List;

/** Accepts what people ask of discovery. */
final class DiscoveryCommands {
    private final Peers peers;

    DiscoveryCommands(Peers peers) {
        this.peers = peers;
    }

    /** The job itself is the only trace of the request, so its submission decides whether it was accepted. */
    Future<JobRefs> discover(StartDiscovery request, Caller caller) {
        return peers.vault(request.vault(), caller).compose(vault -> {
            var job = submission(vault, caller);
            return peers.submit(job, caller)
                    .map(new JobRefs(List.of(job.id())))
                    .recover(failure -> Future.failedFuture(
                            failure instanceof HoldfastException known && known.code() == ErrorCode.JobConflict
                                    ? inProgress(vault, known)
                                    : failure));
        });
    }

    private static JobSubmission submission(Vault vault, Caller caller) {
        return new JobSubmission(
                Ids.next(),
                Operation.Discover,
                vault.name(),
                null,
                null,
                null,
                Json.toMap(new DiscoverParams(vault.name(), vault.region())),
                List.of(),
                null,
                "discover:" + vault.name(),
                Trigger.OnDemand,
                caller.name());
    }

    private static HoldfastException inProgress(Vault vault, HoldfastException conflict) {
        var running = conflict.failure().errors().stream()
                .map(error -> new FieldError(
                        error.pointer(),
                        ErrorCode.DiscoveryInProgress.name(),
                        "The job %s is running.".formatted(error.pointer())))
                .toList();
        return new HoldfastException(
                ErrorCode.DiscoveryInProgress,
                "A discovery of the vault %s is running.".formatted(vault.name()),
                running);
    }
}
