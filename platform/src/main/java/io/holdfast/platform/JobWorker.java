package io.holdfast.platform;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.job.CompleteJob;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.Lease;
import io.holdfast.contracts.job.LeaseRequest;
import io.holdfast.contracts.job.Leases;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.job.ReleaseJob;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leases jobs and runs them through a {@link JobHandler}, at most {@code concurrency} at a time. Keeps leases alive with heartbeats, and tells
 * a run when its job was cancelled or its lease cannot be sure any more: by this machine's own monotonic clock, so that neither a pause
 * of the process nor a wrong clock makes two holders. While job-service is away running jobs go on, and their ends are reported later.
 */
public final class JobWorker {

    private static final Logger log = LoggerFactory.getLogger(JobWorker.class);

    private static final long POLL_MILLIS = 1_000;
    private static final long TICK_MILLIS = 500;
    private static final Duration CALL_DEADLINE = Duration.ofSeconds(4);
    private static final long MAX_PAUSE_MILLIS = 5_000;
    /** An end is worth reporting after its lease has run out too: job-service may not have been there to give the job to another. */
    private static final long GIVE_UP_NANOS = TimeUnit.MINUTES.toNanos(5);
    /** Together shorter than the ten seconds that containers are given to stop. */
    private static final long DRAIN_MILLIS = 4_000;

    private static final long WIND_UP_MILLIS = 3_000;

    private final Vertx vertx;
    private final ServiceContext service;
    private final List<Operation> operations;
    private final int concurrency;
    private final JobHandler handler;
    private final Caller self;
    private final String name;

    // touched by the worker's context only
    private final Map<Long, ActiveJob> active = new LinkedHashMap<>();
    private final List<Long> timers = new ArrayList<>();
    private Future<Void> leasing = Future.succeededFuture();
    private boolean leaseAgain;
    private boolean jobServiceAway;
    private volatile boolean stopping;
    private @Nullable Future<Void> stopped;
    private final Context context;
    private final LeaseKeeper leases;

    public JobWorker(ServiceContext service, Set<Operation> operations, int concurrency, JobHandler handler) {
        this.vertx = service.vertx();
        this.service = service;
        this.operations = operations.stream().sorted().toList();
        this.concurrency = concurrency;
        this.handler = handler;
        this.self = Caller.service(service.service());
        this.name = service.service() + "-" + ProcessHandle.current().pid() + "-" + Ids.next();
        this.context = Contexts.own(vertx);
        this.leases = new LeaseKeeper(service.bus(), self, name, CALL_DEADLINE, active);
    }

    public Future<Void> start() {
        service.health().beforeStop(this::stop);
        return Contexts.on(context, () -> {
            timers.add(vertx.setPeriodic(POLL_MILLIS, x -> leaseMore()));
            timers.add(vertx.setPeriodic(TICK_MILLIS, x -> leases.beat()));
            leaseMore();
            return service.bus().subscribe(JobEndpoints.QUEUED_HINT, queued -> {
                if (queued.operations().stream().anyMatch(operations::contains)) {
                    leaseMore();
                }
            });
        });
    }

    /**
     * Called by the platform when the service is asked to stop. Leases nothing more, gives running jobs some seconds to end, asks the rest to stop, and after some more seconds gives back to the queue
     * what still runs.
     */
    public synchronized Future<Void> stop() {
        if (stopped == null) {
            stopping = true;
            stopped = Contexts.on(context, () -> leasing.eventually(() -> allEnded(DRAIN_MILLIS))
                    .eventually(() -> {
                        active.values().forEach(ActiveJob::shutDown);
                        return allEnded(WIND_UP_MILLIS);
                    })
                    .eventually(this::releaseRest)
                    .onComplete(x -> timers.forEach(vertx::cancelTimer))
                    .otherwiseEmpty());
        }
        return stopped;
    }

    // leasing ------------------------------------------------------------------------------------

    private void leaseMore() {
        if (!leasing.isComplete()) {
            leaseAgain = true;
            return;
        }
        int free = concurrency - active.size();
        if (stopping || free <= 0) {
            return;
        }
        leaseAgain = false;
        long asked = System.nanoTime();
        leasing = service.bus()
                .call(JobEndpoints.LEASE, new LeaseRequest(name, operations, free), self, CALL_DEADLINE)
                .onComplete(result -> noteAvailability(result))
                .onSuccess(given -> take(given, asked))
                .<Void>mapEmpty()
                .otherwiseEmpty();
        leasing.onComplete(x -> {
            if (leaseAgain) {
                leaseMore();
            }
        });
    }

    private void noteAvailability(AsyncResult<?> result) {
        if (result.failed() && !jobServiceAway) {
            log.warn("No leases from job-service: {}", result.cause().getMessage());
        } else if (result.succeeded() && jobServiceAway) {
            log.info("job-service leases again");
        }
        jobServiceAway = result.failed();
    }

    private void take(Leases given, long asked) {
        leases.leaseNanos(TimeUnit.MILLISECONDS.toNanos(given.leaseMillis()));
        for (Lease lease : given.leases()) {
            if (stopping) {
                release(lease);
            } else {
                begin(lease, asked + leases.leaseNanos());
            }
        }
    }

    private void begin(Lease lease, long leasedUntilNanos) {
        ActiveJob job = new ActiveJob(lease, service.clock(), leasedUntilNanos);
        // the job's former lease was lost here without our knowing: its run ends before the next begins
        List<Future<Void>> former = active.values().stream()
                .filter(other -> other.lease().job().equals(lease.job()))
                .peek(ActiveJob::lose)
                .map(ActiveJob::ended)
                .toList();
        active.put(lease.token(), job);
        job.endsWith(Future.join(former)
                .transform(x -> run(job))
                .transform(result -> end(job, result))
                .onComplete(x -> {
                    active.remove(lease.token());
                    leaseMore();
                }));
    }

    /** With the job's id as its trace, so that what every service logs for it can be found by that. */
    private Future<Map<String, Object>> run(ActiveJob job) {
        UUID id = job.lease().job();
        Trace trace = new Trace(id.toString().replace("-", ""), id);
        return Contexts.traced(context, trace, () -> handler.run(job)).onFailure(t -> {
            if (!(t instanceof JobStopped) && Failures.isUnexpected(t)) {
                log.error("Unexpected failure of {} {}", job.lease().operation(), id, t);
            }
        });
    }

    // ending -------------------------------------------------------------------------------------

    private Future<Void> end(ActiveJob job, AsyncResult<Map<String, Object>> result) {
        job.handled();
        if (job.leaseLost()) {
            return Future.succeededFuture();
        }
        Throwable cause = result.cause();
        if (cause instanceof JobStopped && job.shuttingDown() && !job.cancelRequested()) {
            return release(job.lease());
        }
        if (result.failed() && Database.isAway(result.cause())) {
            // which says nothing about the job: it is tried again, as often as its operation allows
            LeaseKeeper.lose(job, "the database cannot be used now");
            return Future.succeededFuture();
        }
        // an unanswered heartbeat may bring back messages that belong into the completion
        JobOutcome outcome = JobOutcome.of(job, result);
        Metrics.counter(
                        "holdfast.jobs.ended",
                        "operation",
                        job.lease().operation().name(),
                        "status",
                        outcome.status().name())
                .increment();
        return leases.beating().transform(x -> report(job, outcome, 0));
    }

    private Future<Void> report(ActiveJob job, JobOutcome outcome, int failures) {
        CompleteJob complete = job.completion(outcome);
        return service.bus()
                .call(JobEndpoints.COMPLETE, complete, self, CALL_DEADLINE)
                .<Void>mapEmpty()
                .recover(t -> {
                    ErrorCode code = Failures.of(t).code();
                    boolean mayPass = code == ErrorCode.ServiceUnavailable || code == ErrorCode.Internal;
                    if (!mayPass || System.nanoTime() - job.leasedUntilNanos() > GIVE_UP_NANOS) {
                        log.warn(
                                "End {} of job {} was not taken: {}", outcome.status(), complete.job(), t.getMessage());
                        return Future.succeededFuture();
                    }
                    long pause = Math.min(MAX_PAUSE_MILLIS, 200L << Math.min(failures, 10));
                    return vertx.timer(pause).compose(x -> report(job, outcome, failures + 1));
                });
    }

    private Future<Void> release(Lease lease) {
        return service.bus()
                .call(JobEndpoints.RELEASE, new ReleaseJob(lease.job(), lease.token(), "worker shut down"), self)
                .onFailure(t ->
                        log.warn("Job {} was not given back, its lease will lapse: {}", lease.job(), t.getMessage()))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private Future<Void> allEnded(long millis) {
        return Future.join(active.values().stream().map(ActiveJob::ended).toList())
                .timeout(millis, TimeUnit.MILLISECONDS)
                .mapEmpty();
    }

    private Future<Void> releaseRest() {
        List<ActiveJob> rest =
                active.values().stream().filter(job -> !job.isHandled()).toList();
        rest.forEach(ActiveJob::lose);
        return Future.join(rest.stream().map(job -> release(job.lease())).toList())
                .mapEmpty();
    }
}
