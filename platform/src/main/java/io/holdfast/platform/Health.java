package io.holdfast.platform;

import io.vertx.core.Future;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * What one service needs in order to work, and its way down. Thread-safe.
 */
public final class Health {

    private static final long CHECK_MILLIS = 3_000;

    private final HealthChecks checks;
    private final String service;
    private final List<Supplier<? extends Future<?>>> lastActs = new CopyOnWriteArrayList<>();
    private volatile boolean started;
    private volatile boolean stopping;

    Health(HealthChecks checks, String service) {
        this.checks = checks;
        this.service = service;
        require("accepting", () -> started && !stopping ? Future.succeededFuture() : Future.failedFuture("not now"));
    }

    /** Adds a condition of readiness: a future that fails, or does not end within 3 s, says no. */
    public void require(String name, Supplier<? extends Future<?>> check) {
        checks.register(service + "/" + name, CHECK_MILLIS, answer -> check.get()
                .onComplete(result -> answer.tryComplete(result.succeeded() ? Status.OK() : Status.KO())));
    }

    /** Done when the service is asked to stop and before its endpoints are taken back, beside all others, whatever they come to. */
    public void beforeStop(Supplier<? extends Future<?>> act) {
        lastActs.add(act);
    }

    /** From when the service is asked to stop; nothing new is begun then. */
    public boolean stopping() {
        return stopping;
    }

    void started() {
        started = true;
    }

    Future<Void> stop() {
        if (stopping) {
            return Future.succeededFuture();
        }
        stopping = true;
        return Future.join(lastActs.stream().map(Supplier::get).toList())
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }
}
