package io.holdfast.protection;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.backup.BackupEndpoints;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.platform.ServiceContext;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has movers remove the files of deleted vaults, which takes as long as it takes: asked again until one says that nothing is left.
 */
final class VaultRemovals {

    private static final Logger log = LoggerFactory.getLogger(VaultRemovals.class);
    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final int BATCH = 10;

    private final ServiceContext context;
    private final VaultStore vaults;
    private Future<Void> sweeping = Future.succeededFuture();
    private String lastFailure = "";
    private long timer = -1;

    VaultRemovals(ServiceContext context, VaultStore vaults) {
        this.context = context;
        this.vaults = vaults;
    }

    void start() {
        timer = context.vertx().setPeriodic(SWEEP.toMillis(), x -> sweep());
    }

    void stop() {
        context.vertx().cancelTimer(timer);
    }

    private void sweep() {
        if (sweeping.isComplete()) {
            sweeping = vaults.toRemove(BATCH)
                    .compose(this::remove)
                    .onSuccess(x -> lastFailure = "")
                    .onFailure(this::tell);
        }
    }

    private void tell(Throwable t) {
        String failure = String.valueOf(t.getMessage());
        if (!failure.equals(lastFailure)) {
            log.warn("Files of a deleted vault stay for now: {}", failure);
        }
        lastFailure = failure;
    }

    /** One after the other; the first that can't be removed ends it. */
    private Future<Void> remove(List<Vault> deleted) {
        Future<Void> done = Future.succeededFuture();
        for (Vault vault : deleted) {
            done = done.compose(x ->
                            context.bus().call(BackupEndpoints.REMOVE_VAULT, vault, Caller.service(context.service())))
                    .compose(x -> vaults.removed(vault.id()))
                    .onSuccess(x -> log.info("The files of deleted vault {} are removed", vault.name()));
        }
        return done;
    }
}
