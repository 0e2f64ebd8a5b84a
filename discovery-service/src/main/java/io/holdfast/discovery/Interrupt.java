package io.holdfast.discovery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Interrupts one blocking call: now, or as soon as it begins; never what its thread does afterwards. */
final class Interrupt implements Runnable {
    private final Promise<Void> early = Promise.promise();
    private @Nullable Thread thread;
    private boolean requested;

    /** Does the work on this thread; {@link CancellationException} if it was interrupted before it began. */
    <T> T during(Supplier<T> work) {
        begin();
        try {
            return work.get();
        } finally {
            end();
        }
    }

    private synchronized void begin() {
        if (requested) {
            throw new CancellationException("interrupted before it began");
        }
        thread = Thread.currentThread();
    }

    private synchronized void end() {
        thread = null;
        // the flag must not follow the thread into its next work
        Thread.interrupted();
    }

    /** Completes when it is asked for while there is no call to interrupt. */
    Future<Void> early() {
        return early.future();
    }

    @Override
    public void run() {
        if (!interrupted()) {
            early.tryComplete();
        }
    }

    private synchronized boolean interrupted() {
        requested = true;
        if (thread != null) {
            thread.interrupt();
        }
        return thread != null;
    }
}
