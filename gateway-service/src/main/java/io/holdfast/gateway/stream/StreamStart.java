package io.holdfast.gateway.stream;

import io.holdfast.contracts.job.EventLog;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobEvent;
import io.holdfast.gateway.http.Call;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream starts: after the event its reader saw last, from memory or from the log; or with a snapshot, after a {@code reset} if the
 * reader wanted to go on from an event that is not to be had.
 */
final class StreamStart {

    private static final int PAGE = 1_000;

    /** Why a reader can't go on. */
    enum Reason {
        TooOld,
        Unknown
    }

    private record StreamReset(Reason reason) {}

    private final StreamHub hub;
    private final EventFeed feed;
    private final RoutingContext ctx;
    private final StreamFilter filter;
    private @Nullable Job finalJob;

    StreamStart(StreamHub hub, RoutingContext ctx, StreamFilter filter) {
        this.hub = hub;
        this.feed = hub.feed();
        this.ctx = ctx;
        this.filter = filter;
    }

    /** A job that is final by now; the feed has been brought up to date before it was read. */
    StreamStart endsWith(Job job) {
        finalJob = job.status().isFinal() ? job : finalJob;
        return this;
    }

    Future<Void> open(Call call, Supplier<Future<Snapshots.Snapshot>> snapshot) {
        String last = lastEventId(call);
        if (last == null || last.isEmpty()) {
            return withSnapshot(null, snapshot);
        }
        if (!last.matches("\\d{1,18}")) {
            return withSnapshot(Reason.Unknown, snapshot);
        }
        return resume(Long.parseLong(last), snapshot);
    }

    static @Nullable String lastEventId(Call call) {
        String header = call.text("Last-Event-ID");
        return header != null ? header : call.text("lastEventId");
    }

    private Future<Void> resume(long last, Supplier<Future<Snapshots.Snapshot>> snapshot) {
        if (last > feed.newest()) {
            // another gateway may be ahead of us
            return hub.follower()
                    .catchUp()
                    .compose(x ->
                            last > feed.newest() ? withSnapshot(Reason.Unknown, snapshot) : resume(last, snapshot));
        }
        if (feed.reachesBackTo(last)) {
            follow(begin(), last);
            return Future.succeededFuture();
        }
        if (feed.newest() - last > hub.config().maxReplay()) {
            return withSnapshot(Reason.TooOld, snapshot);
        }
        return hub.follower().since(last, PAGE).compose(page -> {
            if (!follows(page, last)) {
                return withSnapshot(Reason.TooOld, snapshot);
            }
            SseStream stream = begin();
            replay(stream, page).onFailure(t -> stream.close());
            return Future.succeededFuture();
        });
    }

    private Future<Void> withSnapshot(@Nullable Reason reset, Supplier<Future<Snapshots.Snapshot>> snapshot) {
        return snapshot.get().map(taken -> {
            SseStream stream = begin();
            if (reset != null) {
                stream.write(Frames.event("reset", new StreamReset(reset)));
            }
            stream.write(taken.frame());
            if (filter.job() != null) {
                // it may have ended after it was read and before the snapshot, which the feed then says no more
                taken.content().jobs().forEach(this::endsWith);
            }
            follow(stream, taken.content().seq());
            return null;
        });
    }

    /** Writes the log page by page, each when the connection has taken the one before, until memory takes over. */
    private Future<Void> replay(SseStream stream, EventLog page) {
        Buffer frames = Buffer.buffer();
        long last = 0;
        for (JobEvent event : page.events()) {
            last = event.seq();
            if (filter.wants(event)) {
                frames.appendBuffer(Frames.event(last, "job", event));
            }
        }
        long reached = last;
        return (frames.length() == 0 ? Future.<Void>succeededFuture() : stream.write(frames)).compose(x -> {
            if (feed.reachesBackTo(reached)) {
                follow(stream, reached);
                return Future.succeededFuture();
            }
            return hub.follower()
                    .since(reached, PAGE)
                    .compose(next -> follows(next, reached)
                            ? replay(stream, next)
                            : Future.failedFuture("the log was trimmed under its reader, who has to begin anew"));
        });
    }

    private static boolean follows(EventLog page, long seq) {
        return !page.events().isEmpty() && page.events().get(0).seq() == seq + 1;
    }

    private SseStream begin() {
        SseStream stream = hub.open(ctx.response(), filter);
        stream.begin(ctx.request().version());
        return stream;
    }

    private void follow(SseStream stream, long place) {
        if (finalJob != null) {
            stream.endAfter(feed.newest(), finalJob.id(), finalJob.status());
        }
        stream.follow(place);
    }
}
