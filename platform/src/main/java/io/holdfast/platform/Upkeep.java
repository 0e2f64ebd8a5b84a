package io.holdfast.platform;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a chore again and again: at once while there is more to do, else after a period with some jitter, so that replicas don't march in
 * step. A failure is logged and waits for the next period.
 */
public final class Upkeep {
    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);

    private final Vertx vertx;
    private final String name;
    private final Duration period;
    private final Supplier<Future<Boolean>> chore;
    private volatile boolean stopped;
    private volatile Future<?> running = Future.succeededFuture();

    /** The chore answers whether there is more to do now. */
    public Upkeep(Vertx vertx, String name, Duration period, Supplier<Future<Boolean>> chore) {
        this.vertx = vertx;
        this.name = name;
        this.period = period;
        this.chore = chore;
    }

    public void start() {
        later();
    }

    /** Completes when the run under way has ended. */
    public Future<Void> stop() {
        stopped = true;
        return running.otherwiseEmpty().mapEmpty();
    }

    private void run() {
        if (stopped) {
            return;
        }
        running = chore.get().onComplete(done -> {
            if (done.failed()) {
                log.warn("{} failed, tried again later", name, done.cause());
            }
            if (done.succeeded() && done.result()) {
                run();
            } else {
                later();
            }
        });
    }

    private void later() {
        if (!stopped) {
            long millis = period.toMillis();
            vertx.setTimer(
                    Math.max(1, millis * 3 / 4 + ThreadLocalRandom.current().nextLong(millis / 2 + 1)), t -> run());
        }
    }
}
