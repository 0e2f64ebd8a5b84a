package io.holdfast.platform;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What one service needs in order to work, and whether it is on its way down. Thread-safe.
 */
public final class Health {

    private static final long CHECK_SECONDS = 3;

    private final Map<String, Supplier<Future<Void>>> checks = new ConcurrentHashMap<>();
    private final List<Runnable> stopActions = new CopyOnWriteArrayList<>();
    private volatile boolean started;
    private volatile boolean stopping;

    Health() {}

    /** Adds a condition of readiness: a future that fails, or does not end within 3 s, says no. */
    public void require(String name, Supplier<Future<Void>> check) {
        checks.put(name, check);
    }

    /** Runs first when the service is asked to stop, before its endpoints are taken back; must not block. */
    public void onStopping(Runnable action) {
        stopActions.add(action);
        if (stopping) {
            action.run();
        }
    }

    /** From when the service is asked to stop; nothing new is begun then. */
    public boolean stopping() {
        return stopping;
    }

    void started() {
        started = true;
    }

    void stop() {
        if (!stopping) {
            stopping = true;
            stopActions.forEach(Runnable::run);
        }
    }

    /** Each condition by name, and whether it holds. */
    Future<Map<String, Boolean>> check() {
        Map<String, Boolean> results = new ConcurrentHashMap<>();
        results.put("started", started);
        results.put("accepting", !stopping);
        List<Future<Void>> running = checks.entrySet().stream()
                .map(check -> held(check.getValue())
                        .map(held -> results.put(check.getKey(), held))
                        .<Void>mapEmpty())
                .toList();
        return Future.join(running).map(x -> new TreeMap<>(results));
    }

    private static Future<Boolean> held(Supplier<Future<Void>> check) {
        try {
            return check.get()
                    .timeout(CHECK_SECONDS, TimeUnit.SECONDS)
                    .map(true)
                    .otherwise(false);
        } catch (RuntimeException e) {
            return Future.succeededFuture(false);
        }
    }
}
