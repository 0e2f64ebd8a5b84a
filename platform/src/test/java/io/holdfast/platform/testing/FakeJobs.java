package io.holdfast.platform.testing;

import io.holdfast.contracts.Ack;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.job.CompleteJob;
import io.holdfast.contracts.job.Heartbeat;
import io.holdfast.contracts.job.HeartbeatReply;
import io.holdfast.contracts.job.Heartbeats;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobError;
import io.holdfast.contracts.job.JobEvent;
import io.holdfast.contracts.job.JobEventType;
import io.holdfast.contracts.job.JobEvents;
import io.holdfast.contracts.job.JobStates;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.Jobs;
import io.holdfast.contracts.job.JobsQueued;
import io.holdfast.contracts.job.Lease;
import io.holdfast.contracts.job.LeaseRequest;
import io.holdfast.contracts.job.LeaseState;
import io.holdfast.contracts.job.Leases;
import io.holdfast.contracts.job.ReleaseJob;
import io.holdfast.contracts.job.SubmitJobs;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * job-service in memory, behind its real endpoints: a queue with exclusive and dedup keys, leases that lapse, fencing tokens, hints. So that
 * services can test their workers and transitional rows without it. Thread-safe; hints go out after the change is visible.
 */
public final class FakeJobs {

    private final Vertx vertx;
    private final Map<UUID, FakeJob> jobs = new LinkedHashMap<>();
    private @Nullable Bus bus;
    private Duration leaseTime = Duration.ofSeconds(10);
    private long lastToken;
    private long lastSeq;

    public FakeJobs(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Begins to serve, or serves again after {@link #goAway}. Blocks. */
    public synchronized FakeJobs start() {
        Bus serving = ServiceHarness.bus(vertx);
        bus = serving;
        ServiceHarness.await(Future.all(List.of(
                serving.serve(JobEndpoints.SUBMIT, (q, caller) -> answer(this::submit, q)),
                serving.serve(JobEndpoints.GET, (q, caller) -> answer(id -> job(id.id()), q)),
                serving.serve(JobEndpoints.STATES, (q, caller) -> answer(this::states, q)),
                serving.serve(JobEndpoints.CANCEL, (q, caller) -> answer(id -> cancel(id.id()), q)),
                serving.serve(JobEndpoints.LEASE, (q, caller) -> answer(this::lease, q)),
                serving.serve(JobEndpoints.HEARTBEAT, (q, caller) -> answer(this::heartbeat, q)),
                serving.serve(JobEndpoints.COMPLETE, (q, caller) -> answer(this::complete, q)),
                serving.serve(JobEndpoints.RELEASE, (q, caller) -> answer(this::release, q)))));
        return this;
    }

    /** As if every replica had been killed: nothing is answered, the jobs stay as they are, leases run on. Blocks. */
    public void goAway() {
        Bus serving;
        synchronized (this) {
            serving = bus;
            bus = null;
        }
        if (serving != null) {
            ServiceHarness.await(serving.close());
        }
    }

    /** For leases and heartbeats from now on; 10 s otherwise. */
    public synchronized FakeJobs leaseTime(Duration time) {
        leaseTime = time;
        return this;
    }

    // for tests ----------------------------------------------------------------------------------

    public Job submit(JobSubmission submission) {
        return submit(new SubmitJobs(List.of(submission))).jobs().get(0);
    }

    public synchronized Job job(UUID id) {
        return known(id).view();
    }

    public synchronized List<Job> jobs() {
        return jobs.values().stream().map(FakeJob::view).toList();
    }

    /** In the order they came. */
    public synchronized List<JobSubmission> submissions() {
        return jobs.values().stream().map(job -> job.submission).toList();
    }

    public synchronized List<String> messages(UUID id) {
        return List.copyOf(known(id).messages);
    }

    /** Waits until the job has ended, 10 s at most. */
    public Job awaitEnd(UUID id) {
        return Awaitility.await("end of job " + id)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> job(id), job -> job.status().isFinal());
    }

    public Job cancel(UUID id) {
        return change(id, job -> {
            if (job.status.isFinal()) {
                throw new HoldfastException(ErrorCode.JobNotCancellable, "Job has ended");
            }
            if (job.status == JobStatus.Queued) {
                job.end(JobStatus.Cancelled, null, Map.of());
            } else {
                job.status = JobStatus.Cancelling;
            }
            return job.status.isFinal() ? JobEventType.Ended : JobEventType.CancelRequested;
        });
    }

    /** Ends a job without any worker. */
    public Job end(UUID id, JobStatus status, @Nullable JobError error, Map<String, Object> result) {
        return change(id, job -> {
            job.end(status, error, result);
            return JobEventType.Ended;
        });
    }

    /** As if its holder had been silent for too long: the job is queued again and the holder's token is worth nothing. */
    public Job lapse(UUID id) {
        return change(id, job -> {
            job.requeue();
            return JobEventType.Requeued;
        });
    }

    // what the endpoints do ----------------------------------------------------------------------

    private static <Q, R> Future<R> answer(Function<Q, R> work, Q request) {
        return Future.succeededFuture(work.apply(request));
    }

    private Jobs submit(SubmitJobs request) {
        List<Job> accepted;
        synchronized (this) {
            request.jobs().forEach(this::checkExclusive);
            accepted = request.jobs().stream().map(this::accept).toList();
        }
        accepted.forEach(job -> hint(job, JobEventType.Queued));
        return new Jobs(accepted);
    }

    private void checkExclusive(JobSubmission submission) {
        jobs.values().stream()
                .filter(job -> submission.exclusiveKey() != null
                        && submission.exclusiveKey().equals(job.submission.exclusiveKey())
                        && !job.status.isFinal()
                        && !job.isFor(submission))
                .findFirst()
                .ifPresent(job -> {
                    throw new HoldfastException(
                            ErrorCode.JobConflict,
                            "A job that excludes this one is running",
                            List.of(new FieldError(job.submission.id().toString(), "JobConflict", "is running")));
                });
    }

    private Job accept(JobSubmission submission) {
        return jobs.values().stream()
                .filter(job -> job.isFor(submission))
                .findFirst()
                .orElseGet(() -> {
                    FakeJob job = new FakeJob(submission);
                    jobs.put(submission.id(), job);
                    return job;
                })
                .view();
    }

    private synchronized Jobs states(JobStates request) {
        return new Jobs(request.ids().stream()
                .filter(jobs::containsKey)
                .map(id -> known(id).view())
                .toList());
    }

    private Leases lease(LeaseRequest request) {
        List<FakeJob> lapsed;
        synchronized (this) {
            lapsed = jobs.values().stream().filter(FakeJob::hasLapsed).toList();
        }
        lapsed.forEach(job -> lapse(job.submission.id()));
        List<Lease> leases;
        synchronized (this) {
            leases = jobs.values().stream()
                    .filter(job -> job.status == JobStatus.Queued
                            && request.operations().contains(job.submission.operation()))
                    .limit(request.max())
                    .toList()
                    .stream()
                    .map(job -> job.lease(++lastToken, leaseTime))
                    .toList();
        }
        leases.forEach(lease -> hint(job(lease.job()), JobEventType.Started));
        return new Leases(leases, leaseTime.toMillis());
    }

    private synchronized HeartbeatReply heartbeat(Heartbeats request) {
        return new HeartbeatReply(request.heartbeats().stream()
                .map(beat -> new HeartbeatReply.State(beat.job(), state(beat)))
                .toList());
    }

    private LeaseState state(Heartbeat beat) {
        FakeJob job = jobs.get(beat.job());
        if (job == null || !job.isHeldWith(beat.token())) {
            return LeaseState.Lost;
        }
        job.take(beat, leaseTime);
        return job.status == JobStatus.Cancelling ? LeaseState.CancelRequested : LeaseState.Held;
    }

    private Ack complete(CompleteJob request) {
        synchronized (this) {
            if (known(request.job()).wasEndedBy(request)) {
                return new Ack();
            }
        }
        change(request.job(), job -> {
            job.requireHeldWith(request.token());
            job.complete(request);
            return JobEventType.Ended;
        });
        return new Ack();
    }

    private Ack release(ReleaseJob request) {
        change(request.job(), job -> {
            job.requireHeldWith(request.token());
            job.release();
            return JobEventType.Requeued;
        });
        return new Ack();
    }

    private Job change(UUID id, Function<FakeJob, JobEventType> change) {
        Job after;
        JobEventType type;
        synchronized (this) {
            FakeJob job = known(id);
            type = change.apply(job);
            after = job.view();
        }
        hint(after, type);
        return after;
    }

    private FakeJob known(UUID id) {
        FakeJob job = jobs.get(id);
        if (job == null) {
            throw new HoldfastException(ErrorCode.JobNotFound, "No job " + id);
        }
        return job;
    }

    private void hint(Job job, JobEventType type) {
        Bus serving;
        JobEvent event;
        synchronized (this) {
            serving = bus;
            event = new JobEvent(
                    ++lastSeq,
                    Instant.now(),
                    type,
                    job.id(),
                    job.vault(),
                    job.item() == null ? null : job.item().id(),
                    job.operation(),
                    job.status(),
                    type.name(),
                    null);
        }
        if (serving != null) {
            serving.publish(JobEndpoints.EVENTS_HINT, new JobEvents(List.of(event)));
            if (job.status() == JobStatus.Queued) {
                serving.publish(JobEndpoints.QUEUED_HINT, new JobsQueued(List.of(job.operation())));
            }
        }
    }
}
