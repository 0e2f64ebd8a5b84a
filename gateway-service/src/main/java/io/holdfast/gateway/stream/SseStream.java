package io.holdfast.gateway.stream;

import io.holdfast.contracts.job.JobEvent;
import io.holdfast.contracts.job.JobStatus;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One reader. It keeps no queue of events: it holds a place in the feed and takes what the connection takes, so a slow reader costs at most
 * {@link #MOST_HINTS} hints; when its place has left the feed it is disconnected, and resumes. For one event loop.
 */
final class SseStream {

    /** Progress and item changes that may wait, the newest of each job or item only. */
    private static final int MOST_HINTS = 256;

    /** As much is gathered for one write: about what a connection's queue holds. */
    private static final int WRITE_BYTES = 32 * 1024;

    /** The {@code end} event: the job of this stream is final. */
    record StreamEnd(UUID job, JobStatus status) {}

    private final HttpServerResponse response;
    private final EventFeed feed;
    private final StreamFilter filter;
    private final long openedAt;
    private final Map<Object, Buffer> hints = new LinkedHashMap<>();
    private long place = -1;
    private long endAt = -1;
    private @Nullable StreamEnd end;
    private boolean closed;
    private long blockedSince;

    SseStream(HttpServerResponse response, EventFeed feed, StreamFilter filter, long now) {
        this.response = response;
        this.feed = feed;
        this.filter = filter;
        this.openedAt = now;
        response.exceptionHandler(gone -> closed = true);
        response.closeHandler(gone -> closed = true);
        response.drainHandler(drained -> pump());
    }

    boolean isClosed() {
        return closed;
    }

    StreamFilter filter() {
        return filter;
    }

    void begin(HttpVersion version) {
        response.setStatusCode(200)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-cache, no-transform")
                .putHeader("X-Accel-Buffering", "no")
                .putHeader("Content-Encoding", "identity");
        if (version != HttpVersion.HTTP_2) {
            response.setChunked(true);
        }
        write(Frames.OPENING);
    }

    /** Writes now, whatever waits; completes when the connection has taken it. */
    Future<Void> write(Buffer frame) {
        if (closed) {
            return Future.failedFuture("closed");
        }
        return response.write(frame);
    }

    /** From now on everything after event {@code seq} that the filter wants. */
    void follow(long seq) {
        place = seq;
        pump();
    }

    /** The stream's job is final already: says so when everything up to {@code seq} has been passed on. */
    void endAfter(long seq, UUID job, JobStatus status) {
        endAt = seq;
        end = new StreamEnd(job, status);
    }

    /** Passes on what the connection takes, many events in one write. */
    void pump() {
        Buffer gathered = Buffer.buffer();
        while (!closed && place >= 0 && place < feed.newest()) {
            if (!feed.reachesBackTo(place)) {
                close();
                return;
            }
            if (response.writeQueueFull()) {
                break;
            }
            pass(place + 1, gathered);
            if (gathered.length() >= WRITE_BYTES) {
                write(gathered);
                gathered = Buffer.buffer();
            }
        }
        if (place >= 0 && end != null && place >= endAt) {
            appendEnd(end, gathered);
        }
        Iterator<Buffer> waiting = hints.values().iterator();
        while (!closed && place >= 0 && waiting.hasNext() && !response.writeQueueFull()) {
            gathered.appendBuffer(waiting.next());
            waiting.remove();
        }
        if (gathered.length() > 0) {
            write(gathered);
        }
    }

    private void pass(long seq, Buffer to) {
        place = seq;
        FeedEvent next = feed.get(seq);
        if (next == null || !filter.wants(next.event())) {
            return;
        }
        to.appendBuffer(next.frame(filter.log()));
        JobEvent event = next.event();
        if (event.isTransition() && event.status().isFinal()) {
            // progress that was measured before the end is of no use after it
            hints.remove(event.job());
            if (filter.job() != null) {
                appendEnd(new StreamEnd(event.job(), event.status()), to);
            }
        }
    }

    private void appendEnd(StreamEnd event, Buffer to) {
        end = null;
        endAt = Long.MAX_VALUE;
        to.appendBuffer(Frames.event("end", event));
    }

    /** Waits for the next pump. It takes the place of the one that waits under the same key; when too many wait, it is dropped. */
    void hint(Object key, Buffer frame) {
        if (closed) {
            return;
        }
        if (hints.containsKey(key) || hints.size() < MOST_HINTS) {
            hints.put(key, frame);
        }
    }

    /** Called regularly; disconnects a reader that takes nothing, and ends a stream that is old. */
    void tick(long now, long stallMillis, long maxAgeMillis) {
        if (closed || !response.writeQueueFull()) {
            blockedSince = 0;
        } else if (blockedSince == 0) {
            blockedSince = now;
        } else if (now - blockedSince >= stallMillis) {
            close();
        }
        if (!closed && now - openedAt >= maxAgeMillis) {
            end();
        }
    }

    void heartbeat() {
        if (!closed && place >= 0 && !response.writeQueueFull()) {
            write(Frames.HEARTBEAT);
        }
    }

    /** An orderly end: what was written arrives. */
    void end() {
        if (!closed) {
            closed = true;
            response.end();
        }
    }

    /** Cuts the connection. */
    void close() {
        if (!closed) {
            closed = true;
            response.reset();
        }
    }
}
