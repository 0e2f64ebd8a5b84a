package io.holdfast.gateway.stream;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.job.EventLog;
import io.holdfast.contracts.job.EventsSince;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobEvent;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the feed at the end of the log: with hints as they come, and by reading the log when a hint shows a hole, and regularly, because
 * hints may be lost. For one event loop.
 */
final class LogFollower {

    private static final Logger log = LoggerFactory.getLogger(LogFollower.class);
    private static final Caller CALLER = Caller.service("gateway");
    private static final int PAGE = 1_000;

    /** How much of the log a new gateway reads back, for those who come over from another one. */
    private static final int INITIAL = 1_000;

    private final Bus bus;
    private final EventFeed feed;
    private final Runnable grown;
    private boolean ready;
    private @Nullable Future<Void> reading;

    /** {@code grown} is called when the feed has new events. */
    LogFollower(Bus bus, EventFeed feed, Runnable grown) {
        this.bus = bus;
        this.feed = feed;
        this.grown = grown;
    }

    Future<Void> subscribe() {
        return bus.subscribe(JobEndpoints.EVENTS_HINT, hint -> take(hint.events()));
    }

    /** Whether the end of the log has been found; before that nobody can follow it. */
    boolean isReady() {
        return ready;
    }

    private void take(List<JobEvent> events) {
        if (ready && feed.offer(events)) {
            grown.run();
        }
        if (feed.hasHole()) {
            catchUp();
        }
    }

    /** Reads the log to its end; readings that overlap are one. */
    Future<Void> catchUp() {
        if (reading != null) {
            return reading;
        }
        Future<Void> running = ready ? read() : findEnd().compose(x -> read());
        if (!running.isComplete()) {
            reading = running;
        }
        return running.onComplete(done -> reading = null)
                .onFailure(t -> log.debug("The event log cannot be read now: {}", t.getMessage()));
    }

    private Future<Void> findEnd() {
        return since(Long.MAX_VALUE - 1, 1).map(end -> {
            long base = Math.max(end.newest() - INITIAL, end.oldest() - 1);
            feed.restart(Math.max(0, base));
            ready = true;
            return null;
        });
    }

    private Future<Void> read() {
        return since(feed.newest(), PAGE).compose(page -> {
            if (page.newest() < feed.newest() && page.events().isEmpty()) {
                log.warn("The event log ends at {}, before {}: it is another one", page.newest(), feed.newest());
                feed.restart(page.newest());
            } else if (!page.events().isEmpty() && page.events().get(0).seq() > feed.newest() + 1) {
                feed.restart(page.events().get(0).seq() - 1);
            }
            if (feed.offer(page.events())) {
                grown.run();
            }
            return page.events().size() < PAGE ? Future.succeededFuture() : read();
        });
    }

    /** A stretch of the log after {@code seq}. */
    Future<EventLog> since(long seq, int limit) {
        return bus.call(JobEndpoints.EVENTS, new EventsSince(seq, limit), CALLER);
    }
}
