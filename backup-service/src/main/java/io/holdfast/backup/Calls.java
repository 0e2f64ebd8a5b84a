package io.holdfast.backup;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.Endpoint;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.platform.Bus;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Other services, as the mover's own threads call them: every call blocks. One that finds the service away is repeated for a while,
 * because minutes of reading are lost when a job fails for a service that is just being restarted.
 */
final class Calls {
    private static final Caller CALLER = Caller.service("backup");

    private final Bus bus;
    private final Duration patience;

    Calls(Bus bus, Duration patience) {
        this.bus = bus;
        this.patience = patience;
    }

    /** Fails with {@code ServiceUnavailable} at once when {@code stopped}. */
    <Q, R> R call(Endpoint<Q, R> endpoint, Q request, BooleanSupplier stopped) {
        long start = System.nanoTime();
        for (int attempt = 0; ; attempt++) {
            try {
                return Await.result(bus.call(endpoint, request, CALLER));
            } catch (HoldfastException e) {
                boolean away = e.code() == ErrorCode.ServiceUnavailable;
                boolean late = System.nanoTime() - start > patience.toNanos();
                if (!away || late || stopped.getAsBoolean() || !Await.backOff(attempt)) {
                    throw e;
                }
            }
        }
    }

    /** Without patience: for what somebody waits for, and for upkeep, which comes round again. */
    <Q, R> R once(Endpoint<Q, R> endpoint, Q request) {
        return Await.result(bus.call(endpoint, request, CALLER));
    }
}
