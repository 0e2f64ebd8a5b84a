package io.holdfast.platform;

import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Addresses that are registered in the cluster and answer nobody here. After hard kills a member may go on sending to dead ones until it is
 * started anew: a process that got nothing but time-outs from an address for a minute says that it is not ready. A service that is slow answers
 * some requests, one that hangs leaves the cluster long before that. Thread-safe.
 */
final class Silences {
    private static final long TOO_LONG = TimeUnit.SECONDS.toNanos(60);
    /** After this long without another time-out nobody can tell any more. */
    private static final long FORGOTTEN = TimeUnit.SECONDS.toNanos(30);

    private static final int MANY = 10;

    private record Silence(long since, long last, int calls) {}

    private final Map<String, Silence> silences = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    Silences(LongSupplier nanos) {
        this.nanos = nanos;
    }

    void answered(String address) {
        if (!silences.isEmpty()) {
            silences.remove(address);
        }
    }

    void timedOut(String address) {
        long now = nanos.getAsLong();
        silences.compute(
                address,
                (x, before) -> before == null || now - before.last > FORGOTTEN
                        ? new Silence(now, now, 1)
                        : new Silence(before.since, now, before.calls + 1));
    }

    /** Fails naming an address that has been silent for too long. */
    Future<Void> check() {
        long now = nanos.getAsLong();
        for (Map.Entry<String, Silence> entry : silences.entrySet()) {
            Silence silence = entry.getValue();
            if (now - silence.last <= FORGOTTEN && silence.last - silence.since >= TOO_LONG && silence.calls >= MANY) {
                return Future.failedFuture("no answer from " + entry.getKey());
            }
        }
        return Future.succeededFuture();
    }
}
