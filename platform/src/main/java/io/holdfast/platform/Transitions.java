package io.holdfast.platform;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobEvent;
import io.holdfast.contracts.job.JobEventType;
import io.holdfast.contracts.job.JobStates;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.Jobs;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.job.SubmitJobs;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the promise of a row in a transitional state: its job is there, and its end gets applied. Hints make that quick; a sweep
 * makes it certain: every five seconds it submits again what a crash left without a job and applies the ends that nobody applied.
 * Replicas may all do the same work at once.
 */
public final class Transitions {

    /** Rows that wait for a job of theirs. */
    public interface Rows {
        /** Rows that have been transitional for more than a few seconds, the oldest first, up to 500. */
        Future<List<Pending>> pending();

        /** Applies a final job to its row. Idempotent; called for jobs without a row as well. A failure is logged and tried again by the sweep. */
        Future<?> jobEnded(Job job);
    }

    /** A row's job, as it was or should have been submitted. */
    public record Pending(UUID job, JobSubmission submission) {}

    private static final Logger log = LoggerFactory.getLogger(Transitions.class);

    private static final long SWEEP_MILLIS = 5_000;
    private static final long GATHER_MILLIS = 20;
    private static final int BATCH = 500;
    private static final int PARALLEL = 8;

    private final Vertx vertx;
    private final ServiceContext service;
    private final Set<Operation> operations;
    private final Rows rows;
    private final Caller self;
    private final Context context;

    // touched by the context only
    private final Set<UUID> ended = new LinkedHashSet<>();
    private Future<Void> sweeping = Future.succeededFuture();
    private Future<Void> applying = Future.succeededFuture();
    private long sweepTimer = -1;
    private volatile boolean stopping;

    public Transitions(ServiceContext service, Set<Operation> operations, Rows rows) {
        this.vertx = service.vertx();
        this.service = service;
        this.operations = Set.copyOf(operations);
        this.rows = rows;
        this.self = Caller.service(service.service());
        this.context = Contexts.own(vertx);
    }

    public Future<Void> start() {
        service.health().beforeStop(this::stop);
        return Contexts.on(context, () -> {
            sweepTimer = vertx.setPeriodic(SWEEP_MILLIS, x -> sweep());
            return service.bus().subscribe(JobEndpoints.EVENTS_HINT, events -> heard(events.events()));
        });
    }

    /** Called by the platform when the service is asked to stop. Ends after what it is doing has ended. */
    public Future<Void> stop() {
        stopping = true;
        return Contexts.on(context, () -> {
            vertx.cancelTimer(sweepTimer);
            return Future.join(sweeping, applying).<Void>mapEmpty().otherwiseEmpty();
        });
    }

    private void heard(List<JobEvent> events) {
        events.stream()
                .filter(event -> event.type() == JobEventType.Ended && operations.contains(event.operation()))
                .forEach(event -> ended.add(event.job()));
        if (!ended.isEmpty() && applying.isComplete() && !stopping) {
            applying = vertx.timer(GATHER_MILLIS)
                    .compose(x -> applyHeard())
                    .onFailure(t -> log.debug("Ends of jobs are left to the sweep", t))
                    .otherwiseEmpty();
        }
    }

    private Future<Void> applyHeard() {
        List<UUID> batch = ended.stream().limit(BATCH).toList();
        batch.forEach(ended::remove);
        return states(batch)
                .compose(this::apply)
                .compose(x -> ended.isEmpty() || stopping ? Future.succeededFuture() : applyHeard());
    }

    private void sweep() {
        if (sweeping.isComplete() && !stopping) {
            sweeping = rows.pending()
                    .compose(this::settle)
                    .onFailure(t -> log.warn("Transitional rows are left to the next sweep: {}", t.toString()))
                    .otherwiseEmpty();
        }
    }

    private Future<Void> settle(List<Pending> pending) {
        if (pending.isEmpty()) {
            return Future.succeededFuture();
        }
        return states(pending.stream().map(Pending::job).toList()).compose(jobs -> {
            Set<UUID> known = jobs.stream().map(Job::id).collect(Collectors.toSet());
            List<JobSubmission> lost = pending.stream()
                    .filter(row -> !known.contains(row.job()))
                    .map(Pending::submission)
                    .toList();
            return apply(jobs).compose(x -> submit(lost));
        });
    }

    private Future<Collection<Job>> states(List<UUID> ids) {
        return service.bus()
                .call(JobEndpoints.STATES, new JobStates(ids), self)
                .map(Jobs::jobs)
                .map(jobs -> {
                    Map<UUID, Job> distinct = new LinkedHashMap<>();
                    jobs.forEach(job -> distinct.put(job.id(), job));
                    return distinct.values();
                });
    }

    /** Together; one by one only when one of them is refused, which must not hold up the others. */
    private Future<Void> submit(List<JobSubmission> lost) {
        if (lost.isEmpty()) {
            return Future.succeededFuture();
        }
        return service.bus()
                .call(JobEndpoints.SUBMIT, new SubmitJobs(lost), self)
                .onSuccess(x -> log.info("Submitted {} jobs again that were lost", lost.size()))
                .<Void>mapEmpty()
                .recover(t -> Failures.of(t).code() == ErrorCode.JobConflict
                        ? parallel(lost, this::submitOne)
                        : Future.failedFuture(t));
    }

    private Future<?> submitOne(JobSubmission submission) {
        return service.bus()
                .call(JobEndpoints.SUBMIT, new SubmitJobs(List.of(submission)), self)
                .onFailure(t -> log.warn(
                        "{} {} could not be submitted again: {}",
                        submission.operation(),
                        submission.id(),
                        t.getMessage()));
    }

    private Future<Void> apply(Collection<Job> jobs) {
        List<Job> over = jobs.stream().filter(job -> job.status().isFinal()).toList();
        return parallel(over, job -> applied(job)
                .onFailure(t -> log.warn("End of job {} is left to the sweep: {}", job.id(), t.toString())));
    }

    private Future<?> applied(Job job) {
        try {
            return rows.jobEnded(job);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /** A few at a time, all of them whatever fails. */
    private static <T> Future<Void> parallel(List<T> all, Function<T, Future<?>> work) {
        List<Future<Void>> lanes = new ArrayList<>();
        for (int lane = 0; lane < Math.min(PARALLEL, all.size()); lane++) {
            lanes.add(every(all, lane, work));
        }
        return Future.join(lanes).mapEmpty();
    }

    private static <T> Future<Void> every(List<T> all, int index, Function<T, Future<?>> work) {
        return index >= all.size()
                ? Future.succeededFuture()
                : work.apply(all.get(index)).transform(x -> every(all, index + PARALLEL, work));
    }
}
