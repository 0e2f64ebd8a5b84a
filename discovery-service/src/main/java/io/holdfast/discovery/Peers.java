package io.holdfast.discovery;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.SubmitJobs;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.contracts.protection.VaultName;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The other services, as discovery asks them. */
final class Peers {
    private final Bus bus;

    Peers(Bus bus) {
        this.bus = bus;
    }

    Future<Vault> vault(String name, Caller caller) {
        return bus.call(ProtectionEndpoints.VAULT_GET, VaultName.of(name), caller);
    }

    Future<Optional<Vault>> vaultIfAny(@Nullable String name, Caller caller) {
        return name == null
                ? Future.succeededFuture(Optional.empty())
                : vault(name, caller).map(Optional::of);
    }

    Future<Void> submit(JobSubmission job, Caller caller) {
        return bus.call(JobEndpoints.SUBMIT, new SubmitJobs(List.of(job)), caller)
                .mapEmpty();
    }
}
