package io.holdfast.platform;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.job.Heartbeat;
import io.holdfast.contracts.job.HeartbeatReply;
import io.holdfast.contracts.job.Heartbeats;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.LeaseState;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the leases of a worker's runs with heartbeats, and tells a run when its job was cancelled or its lease cannot be sure any more. For
 * the worker's context only.
 */
final class LeaseKeeper {

    private static final Logger log = LoggerFactory.getLogger(LeaseKeeper.class);

    private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(900);

    private final Bus bus;
    private final Caller self;
    private final String worker;
    private final Duration deadline;
    private final Map<Long, ActiveJob> active;
    private Future<Void> beating = Future.succeededFuture();
    private long leaseNanos = TimeUnit.SECONDS.toNanos(30);

    /** {@code active}: the worker's runs by their tokens, as they come and go. */
    LeaseKeeper(Bus bus, Caller self, String worker, Duration deadline, Map<Long, ActiveJob> active) {
        this.bus = bus;
        this.self = self;
        this.worker = worker;
        this.deadline = deadline;
        this.active = active;
    }

    /** How long a lease or a heartbeat holds from the moment it was asked for. */
    long leaseNanos() {
        return leaseNanos;
    }

    void leaseNanos(long nanos) {
        leaseNanos = nanos;
    }

    /** The heartbeat under way, which may bring back messages when nobody hears it. Never fails. */
    Future<Void> beating() {
        return beating;
    }

    /** Called regularly. */
    void beat() {
        long now = System.nanoTime();
        active.values().stream()
                .filter(job -> !job.leaseLost() && !job.isHandled() && now - job.leasedUntilNanos() > 0)
                .toList()
                .forEach(job -> lose(job, "no heartbeat was confirmed in time"));
        List<ActiveJob> due = active.values().stream()
                .filter(job -> !job.leaseLost() && (job.changed() || now - job.lastBeatNanos() > BEAT_NANOS))
                .toList();
        if (due.isEmpty() || !beating.isComplete()) {
            return;
        }
        due.forEach(job -> job.beaten(now));
        List<Heartbeat> heartbeats = due.stream().map(ActiveJob::takeHeartbeat).toList();
        beating = bus.call(JobEndpoints.HEARTBEAT, new Heartbeats(worker, heartbeats), self, deadline)
                .onSuccess(reply -> confirm(heartbeats, reply, now + leaseNanos))
                .onFailure(t -> heartbeats.forEach(this::putBack))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private void putBack(Heartbeat heartbeat) {
        ActiveJob job = active.get(heartbeat.token());
        if (job != null) {
            job.putBack(heartbeat);
        }
    }

    /** By token: what is said of a lease says nothing of the job's next one, which this worker may have got meanwhile. */
    private void confirm(List<Heartbeat> heartbeats, HeartbeatReply reply, long leasedUntilNanos) {
        Map<UUID, LeaseState> states = reply.states().stream()
                .collect(Collectors.toMap(HeartbeatReply.State::job, HeartbeatReply.State::state, (one, other) -> one));
        for (Heartbeat heartbeat : heartbeats) {
            ActiveJob job = active.get(heartbeat.token());
            LeaseState state = states.get(heartbeat.job());
            if (job != null && state != null && !job.leaseLost()) {
                apply(state, job, leasedUntilNanos);
            }
        }
    }

    private void apply(LeaseState state, ActiveJob job, long leasedUntilNanos) {
        switch (state) {
            case Held -> job.extendLease(leasedUntilNanos);
            case CancelRequested -> {
                job.extendLease(leasedUntilNanos);
                job.cancel();
            }
            case Lost -> {
                if (!job.isHandled()) {
                    lose(job, "another worker may have the job");
                }
            }
        }
    }

    static void lose(ActiveJob job, String reason) {
        log.warn("Lease on job {} is lost: {}", job.lease().job(), reason);
        job.lose();
    }
}
