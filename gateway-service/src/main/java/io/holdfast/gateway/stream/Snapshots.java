package io.holdfast.gateway.stream;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobFilter;
import io.holdfast.contracts.job.SnapshotRequest;
import io.holdfast.contracts.job.StreamSnapshot;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;

/**
 * What streams start with. Readers that come at about the same time with the same filter share one: it may be a second old, because the
 * events since follow it. For one event loop.
 */
final class Snapshots {

    private static final long SHARED_MILLIS = 1_000;

    /** A snapshot and its bytes. */
    record Snapshot(StreamSnapshot content, Buffer frame) {
        static Snapshot of(StreamSnapshot content) {
            return new Snapshot(content, Frames.event(content.seq(), "snapshot", content));
        }
    }

    private final Vertx vertx;
    private final Bus bus;
    private final Map<JobFilter, Future<Snapshot>> shared = new HashMap<>();

    Snapshots(Vertx vertx, Bus bus) {
        this.vertx = vertx;
        this.bus = bus;
    }

    Future<Snapshot> take(JobFilter filter) {
        Future<Snapshot> running = shared.get(filter);
        return running != null ? running : start(filter);
    }

    /** One that is younger than this call. */
    Future<Snapshot> fresh(JobFilter filter) {
        return bus.call(JobEndpoints.SNAPSHOT, new SnapshotRequest(filter), Caller.service("gateway"))
                .map(Snapshot::of);
    }

    private Future<Snapshot> start(JobFilter filter) {
        Future<Snapshot> snapshot = fresh(filter);
        shared.put(filter, snapshot);
        snapshot.onFailure(t -> shared.remove(filter, snapshot))
                .onSuccess(x -> vertx.setTimer(SHARED_MILLIS, timer -> shared.remove(filter, snapshot)));
        return snapshot;
    }
}
