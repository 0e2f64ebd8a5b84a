package io.holdfast.gateway.stream;

import io.holdfast.contracts.job.JobEvent;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest stretch of the event log, in order and without holes, as far as it is known here. Takes events in any order and repeatedly, as
 * hints and readings of the log bring them; what lies behind a hole waits until the hole is filled. Not thread-safe.
 */
final class EventFeed {

    /** Events that may wait behind a hole; more are forgotten, and come again when the log is read. */
    private static final int MOST_WAITING = 1_000;

    private final FeedEvent[] ring;
    private final TreeMap<Long, JobEvent> waiting = new TreeMap<>();
    private long oldest;
    private long newest;

    /** Begins after event {@code base}. */
    EventFeed(int capacity, long base) {
        this.ring = new FeedEvent[capacity];
        this.newest = base;
        this.oldest = base + 1;
    }

    /** The number up to which everything is known. */
    long newest() {
        return newest;
    }

    /** Whether all events after this one, as far as known, are still here; what is not known yet will come. */
    boolean reachesBackTo(long seq) {
        return seq >= oldest - 1;
    }

    /** Whether events wait behind a hole. */
    boolean hasHole() {
        return !waiting.isEmpty();
    }

    /** The event of this number, null if it is not here. */
    @Nullable
    FeedEvent get(long seq) {
        return seq < oldest || seq > newest ? null : ring[slot(seq)];
    }

    /** True if {@link #newest()} grew. */
    boolean offer(List<JobEvent> events) {
        for (JobEvent event : events) {
            if (event.seq() > newest) {
                waiting.put(event.seq(), event);
            }
        }
        long before = newest;
        while (!waiting.isEmpty() && waiting.firstKey() == newest + 1) {
            append(waiting.pollFirstEntry().getValue());
        }
        while (waiting.size() > MOST_WAITING) {
            waiting.pollLastEntry();
        }
        return newest > before;
    }

    /** Forgets everything and begins anew after {@code base}: the log itself has a hole, or is another one. */
    void restart(long base) {
        waiting.headMap(base, true).clear();
        newest = base;
        oldest = base + 1;
    }

    private void append(JobEvent event) {
        newest = event.seq();
        ring[slot(newest)] = new FeedEvent(event);
        oldest = Math.max(oldest, newest - ring.length + 1);
    }

    private int slot(long seq) {
        return (int) (seq % ring.length);
    }
}
