package io.holdfast.job;

import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobProgress;
import io.holdfast.contracts.job.Progress;
import io.holdfast.platform.Bus;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Publishes the newest progress of each job, at most twice a second; what came between is dropped.
 */
final class ProgressHints {
    private static final long PERIOD_MILLIS = 500;

    private final Vertx vertx;
    private final Bus bus;
    private final Map<UUID, JobProgress> newest = new ConcurrentHashMap<>();
    private final AtomicBoolean due = new AtomicBoolean();

    ProgressHints(Vertx vertx, Bus bus) {
        this.vertx = vertx;
        this.bus = bus;
    }

    void reported(TrackedJob job, Instant at) {
        Progress progress = job.state().progress();
        if (progress == null) {
            return;
        }
        newest.put(
                job.id(),
                new JobProgress(
                        job.id(),
                        job.asked().vault(),
                        job.asked().item() == null ? null : job.asked().item().id(),
                        job.asked().operation(),
                        job.state().status(),
                        at,
                        progress));
        if (due.compareAndSet(false, true)) {
            vertx.setTimer(PERIOD_MILLIS, timer -> flush());
        }
    }

    /** Nothing is said about a job after its end. */
    void ended(UUID job) {
        newest.remove(job);
    }

    private void flush() {
        due.set(false);
        for (UUID job : List.copyOf(newest.keySet())) {
            JobProgress progress = newest.remove(job);
            if (progress != null) {
                bus.publish(JobEndpoints.PROGRESS_HINT, progress);
            }
        }
    }
}
