package io.holdfast.backup;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** How the movers' own threads, which may block, wait for what the event loops do. */
final class Await {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Await() {}

    /** Never for an event loop. An interrupt fails with {@code ServiceUnavailable} and stays set. */
    static <T> T result(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new HoldfastException(ErrorCode.Internal, "The mover could not go on.", e);
        } catch (TimeoutException e) {
            throw new HoldfastException(
                    ErrorCode.ServiceUnavailable, "No answer within " + LIMIT.toSeconds() + " s.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HoldfastException(ErrorCode.ServiceUnavailable, "The mover is shutting down.", e);
        }
    }

    /** Waits longer each time, up to 2 s. Returns false when the thread is interrupted. */
    static boolean backOff(int attempt) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(Math.min(2000, 50L << Math.min(attempt, 6))));
        return !Thread.currentThread().isInterrupted();
    }
}
