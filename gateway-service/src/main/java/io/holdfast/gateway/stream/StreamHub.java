package io.holdfast.gateway.stream;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.alert.AlertChanged;
import io.holdfast.contracts.alert.AlertEndpoints;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobProgress;
import io.holdfast.contracts.protection.ItemChanged;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.SkippedRun;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All readers of this gateway, and the one subscription that serves them. For one event loop.
 */
public final class StreamHub {

    private static final long TICK_MILLIS = 250;

    /** How long news wait for more, so that a burst costs each reader few writes instead of one for each event. */
    private static final long GATHER_MILLIS = 10;

    /** A run that was left out is news of its own: what the item is next does not take its place. */
    private record ItemKey(
            String vault, UUID item, String kind, @Nullable SkippedRun skipped) {}

    private final Vertx vertx;
    private final Bus bus;
    private final StreamConfig config;
    private final Clock clock;
    private final EventFeed feed;
    private final LogFollower follower;
    private final Set<SseStream> streams = new LinkedHashSet<>();
    private boolean gathering;
    private long pumped;
    private boolean stopping;

    public StreamHub(Vertx vertx, Bus bus, StreamConfig config, Clock clock) {
        this.vertx = vertx;
        this.bus = bus;
        this.config = config;
        this.clock = clock;
        this.feed = new EventFeed(config.ringSize(), 0);
        this.follower = new LogFollower(bus, feed, this::grown);
    }

    /** Does not wait for the job service; until it has answered once, streams are refused as unavailable. */
    public Future<Void> start() {
        vertx.setPeriodic(config.catchUp().toMillis(), x -> follower.catchUp());
        vertx.setPeriodic(config.heartbeat().toMillis(), x -> copy().forEach(SseStream::heartbeat));
        vertx.setPeriodic(Math.min(TICK_MILLIS, config.stall().toMillis()), x -> tick());
        return Future.all(
                        follower.subscribe(),
                        bus.subscribe(JobEndpoints.PROGRESS_HINT, this::progress),
                        bus.subscribe(ProtectionEndpoints.ITEM_CHANGED, this::itemChanged),
                        bus.subscribe(AlertEndpoints.CHANGED, this::alertChanged))
                .onSuccess(x -> follower.catchUp())
                .mapEmpty();
    }

    /** Ends all streams in order; their readers resume elsewhere. */
    public void stop() {
        stopping = true;
        copy().forEach(SseStream::end);
        streams.clear();
    }

    int readers() {
        return streams.size();
    }

    EventFeed feed() {
        return feed;
    }

    LogFollower follower() {
        return follower;
    }

    StreamConfig config() {
        return config;
    }

    /** Fails where no stream can be opened now. */
    Future<Void> admit() {
        if (stopping) {
            return refused(ErrorCode.ServiceUnavailable, "This gateway is shutting down.");
        }
        if (streams.size() >= config.maxStreams()) {
            return refused(ErrorCode.TooManyRequests, "This gateway has as many streams as it takes.");
        }
        return follower.isReady() ? Future.succeededFuture() : follower.catchUp();
    }

    private static Future<Void> refused(ErrorCode code, String message) {
        return Future.failedFuture(new HoldfastException(code, message));
    }

    SseStream open(HttpServerResponse response, StreamFilter filter) {
        SseStream stream = new SseStream(response, feed, filter, clock.millis());
        streams.add(stream);
        return stream;
    }

    /** No reader's place may leave the feed only because news were gathered. */
    private void grown() {
        if (feed.newest() - pumped >= config.ringSize() / 2) {
            pumpAll();
        } else {
            pumpSoon();
        }
    }

    private void pumpSoon() {
        if (!gathering) {
            gathering = true;
            vertx.setTimer(GATHER_MILLIS, x -> {
                gathering = false;
                pumpAll();
            });
        }
    }

    private void pumpAll() {
        pumped = feed.newest();
        copy().forEach(SseStream::pump);
    }

    private void tick() {
        long now = clock.millis();
        copy().forEach(stream ->
                stream.tick(now, config.stall().toMillis(), config.maxAge().toMillis()));
        streams.removeIf(SseStream::isClosed);
    }

    private void progress(JobProgress progress) {
        Buffer frame = Frames.event("progress", progress);
        for (SseStream stream : copy()) {
            if (stream.filter().wants(progress)) {
                stream.hint(progress.job(), frame);
            }
        }
        pumpSoon();
    }

    private void itemChanged(ItemChanged change) {
        Buffer frame = Frames.event("item", change);
        ItemKey key = new ItemKey(change.vault(), change.item(), change.kind(), change.skipped());
        for (SseStream stream : copy()) {
            if (stream.filter().wants(change)) {
                stream.hint(key, frame);
            }
        }
        pumpSoon();
    }

    private void alertChanged(AlertChanged change) {
        Buffer frame = Frames.event("alert", change);
        for (SseStream stream : copy()) {
            if (stream.filter().wants(change)) {
                stream.hint(change.alert(), frame);
            }
        }
        pumpSoon();
    }

    private List<SseStream> copy() {
        return List.copyOf(streams);
    }
}
