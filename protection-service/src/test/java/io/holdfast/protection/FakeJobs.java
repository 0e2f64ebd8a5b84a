package io.holdfast.protection;

import io.holdfast.contracts.Ack;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.job.CompleteJob;
import io.holdfast.contracts.job.HeartbeatReply;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobEvent;
import io.holdfast.contracts.job.JobEventType;
import io.holdfast.contracts.job.JobEvents;
import io.holdfast.contracts.job.JobPage;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.Jobs;
import io.holdfast.contracts.job.JobsQueued;
import io.holdfast.contracts.job.Lease;
import io.holdfast.contracts.job.LeaseRequest;
import io.holdfast.contracts.job.LeaseState;
import io.holdfast.contracts.job.Leases;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.job.SubmitJobs;
import io.holdfast.contracts.job.Trigger;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job-service in memory: queue, leases, exclusive keys and hints.
 */
final class FakeJobs {

    private record Entry(
            JobSubmission submission,
            JobStatus status,
            long token,
            @Nullable Instant endedAt,
            @Nullable CompleteJob end) {}

    private final Bus bus;
    private final Map<UUID, Entry> jobs = new LinkedHashMap<>();
    private final Map<UUID, Map<String, Object>> results = new HashMap<>();
    private final Map<UUID, Duration> durations = new HashMap<>();
    private long tokens = 100;
    private boolean away;
    private boolean silent;
    private boolean hanging;
    private Set<Operation> refusedLeases = Set.of();

    FakeJobs(Bus bus) {
        this.bus = bus;
        bus.serve(JobEndpoints.SUBMIT, (request, caller) -> answer(() -> submit(request)));
        bus.serve(
                JobEndpoints.STATES,
                (request, caller) -> answer(() -> new Jobs(request.ids().stream()
                        .filter(jobs::containsKey)
                        .map(id -> job(jobs.get(id)))
                        .toList())));
        bus.serve(
                JobEndpoints.LIST,
                (request, caller) -> answer(() -> new JobPage(
                        all().stream()
                                .filter(job -> request.filter().status().contains(job.status()))
                                .filter(job -> request.filter().operation().isEmpty()
                                        || request.filter().operation().contains(job.operation()))
                                .filter(job ->
                                        String.valueOf(request.filter().vault()).equals(job.vault()))
                                .toList(),
                        null)));
        bus.serve(JobEndpoints.LEASE, (request, caller) -> answer(() -> lease(request)));
        bus.serve(
                JobEndpoints.HEARTBEAT,
                (request, caller) -> answer(() -> new HeartbeatReply(request.heartbeats().stream()
                        .map(beat -> new HeartbeatReply.State(beat.job(), LeaseState.Held))
                        .toList())));
        bus.serve(
                JobEndpoints.COMPLETE,
                (request, caller) -> answer(() -> {
                    complete(request);
                    return new Ack();
                }));
    }

    /** While it is away every request fails as when nobody is there. */
    synchronized void away(boolean away) {
        this.away = away;
    }

    /** While it hangs no request is answered. */
    synchronized void hanging(boolean hanging) {
        this.hanging = hanging;
    }

    /** While it is silent no hints go out. */
    synchronized void silent(boolean silent) {
        this.silent = silent;
    }

    /** Jobs of these operations stay queued. */
    synchronized void hold(Operation... operations) {
        refusedLeases = Set.of(operations);
    }

    /** A job that protection-service knows nothing of. */
    synchronized void submitElsewhere(String exclusiveKey) {
        submit(new SubmitJobs(List.of(new JobSubmission(
                UUID.randomUUID(),
                Operation.Backup,
                "elsewhere",
                null,
                null,
                null,
                Map.of(),
                List.of(),
                null,
                exclusiveKey,
                Trigger.OnDemand,
                "ada"))));
    }

    synchronized List<JobSubmission> submitted(Operation operation) {
        return jobs.values().stream()
                .map(Entry::submission)
                .filter(submission -> submission.operation() == operation)
                .toList();
    }

    synchronized JobStatus status(UUID job) {
        return jobs.get(job).status();
    }

    synchronized @Nullable String error(UUID job) {
        CompleteJob end = jobs.get(job).end();
        return end == null || end.error() == null ? null : end.error().code();
    }

    /** As a mover would take it. */
    synchronized long leaseToMover(UUID job) {
        Entry entry = jobs.get(job);
        jobs.put(job, new Entry(entry.submission(), JobStatus.InProgress, ++tokens, null, null));
        return tokens;
    }

    /** As if a run that nobody waits for any more were still to come. */
    synchronized void queueAgain(UUID job) {
        Entry entry = jobs.get(job);
        jobs.put(job, new Entry(entry.submission(), JobStatus.Queued, entry.token(), null, null));
    }

    synchronized void end(UUID job, JobStatus outcome) {
        Entry entry = jobs.get(job);
        jobs.put(job, new Entry(entry.submission(), outcome, entry.token(), Instant.now(), entry.end()));
        hintEnded(job(jobs.get(job)));
    }

    private synchronized <T> Future<T> answer(java.util.function.Supplier<T> work) {
        if (away) {
            return Future.failedFuture(new HoldfastException(ErrorCode.ServiceUnavailable, "job-service is away"));
        }
        return hanging ? Promise.<T>promise().future() : Future.succeededFuture(work.get());
    }

    private Jobs submit(SubmitJobs request) {
        for (JobSubmission job : request.jobs()) {
            if (job.exclusiveKey() == null) {
                continue;
            }
            jobs.values().stream()
                    .filter(entry -> !entry.status().isFinal() && job.exclusiveKey() != null)
                    .filter(entry ->
                            job.exclusiveKey().equals(entry.submission().exclusiveKey()))
                    .filter(entry -> !entry.submission().id().equals(job.id()))
                    .findFirst()
                    .ifPresent(entry -> {
                        throw new HoldfastException(
                                ErrorCode.JobConflict,
                                "excluded",
                                List.of(new FieldError(
                                        entry.submission().id().toString(), "JobConflict", "is running")));
                    });
        }
        request.jobs().forEach(job -> jobs.putIfAbsent(job.id(), new Entry(job, JobStatus.Queued, 0, null, null)));
        bus.publish(
                JobEndpoints.QUEUED_HINT,
                new JobsQueued(request.jobs().stream()
                        .map(JobSubmission::operation)
                        .distinct()
                        .toList()));
        return new Jobs(all().stream()
                .filter(job ->
                        request.jobs().stream().anyMatch(asked -> asked.id().equals(job.id())))
                .toList());
    }

    private Leases lease(LeaseRequest request) {
        List<Lease> leases = new ArrayList<>();
        for (Entry entry : List.copyOf(jobs.values())) {
            JobSubmission job = entry.submission();
            if (leases.size() < request.max()
                    && entry.status() == JobStatus.Queued
                    && request.operations().contains(job.operation())
                    && !refusedLeases.contains(job.operation())) {
                long token = ++tokens;
                jobs.put(job.id(), new Entry(job, JobStatus.InProgress, token, null, null));
                leases.add(new Lease(
                        job.id(),
                        token,
                        1,
                        job.operation(),
                        job.vault(),
                        job.item(),
                        job.machine(),
                        job.subscription(),
                        job.params(),
                        job.createdBy(),
                        Instant.now().plusSeconds(30),
                        false));
            }
        }
        return new Leases(leases, 30_000);
    }

    private void complete(CompleteJob request) {
        Entry entry = jobs.get(request.job());
        jobs.put(
                request.job(), new Entry(entry.submission(), request.outcome(), entry.token(), Instant.now(), request));
        hintEnded(job(jobs.get(request.job())));
    }

    private void hintEnded(Job job) {
        if (!silent) {
            JobEvent event = new JobEvent(
                    1,
                    Instant.now(),
                    JobEventType.Ended,
                    job.id(),
                    job.vault(),
                    null,
                    job.operation(),
                    job.status(),
                    "",
                    null);
            bus.publish(JobEndpoints.EVENTS_HINT, new JobEvents(List.of(event)));
        }
    }

    private List<Job> all() {
        return jobs.values().stream().map(this::job).toList();
    }

    /** Ends like a mover's that took so long and says so. */
    synchronized void end(UUID job, Duration took, Map<String, Object> result) {
        results.put(job, result);
        durations.put(job, took);
        end(job, JobStatus.Completed);
    }

    private Job job(Entry entry) {
        JobSubmission job = entry.submission();
        return new Job(
                job.id(),
                job.operation(),
                job.vault(),
                entry.status(),
                job.item(),
                job.machine(),
                job.subscription(),
                job.trigger(),
                job.createdBy(),
                Instant.EPOCH,
                entry.endedAt() == null ? null : entry.endedAt().minus(durations.getOrDefault(job.id(), Duration.ZERO)),
                entry.endedAt(),
                1,
                3,
                true,
                null,
                List.of(),
                null,
                List.of(),
                results.getOrDefault(job.id(), Map.of()));
    }
}
