package io.holdfast.gateway;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.job.EventLog;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobEvent;
import io.holdfast.contracts.job.JobEventType;
import io.holdfast.contracts.job.JobEvents;
import io.holdfast.contracts.job.JobFilter;
import io.holdfast.contracts.job.JobProgress;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.job.Progress;
import io.holdfast.contracts.job.StreamSnapshot;
import io.holdfast.contracts.job.Trigger;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A job service in memory: jobs, their log, and hints that can be left out.
 */
final class FakeJobs {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final Bus bus;
    private final Map<UUID, Job> jobs = new LinkedHashMap<>();
    private final List<JobEvent> log = new ArrayList<>();
    private long oldest = 1;
    final AtomicInteger reads = new AtomicInteger();
    final AtomicInteger snapshots = new AtomicInteger();
    volatile boolean hints = true;
    /** What happens a moment before the answer, to each request of these kinds. */
    volatile Runnable beforeLog = () -> {};

    volatile Runnable beforeSnapshot = () -> {};
    volatile LongConsumer beforeEvents = seq -> {};

    FakeJobs(Bus bus) {
        this.bus = bus;
    }

    Future<Void> serve() {
        return Future.all(
                        bus.serve(JobEndpoints.EVENTS, (q, c) -> {
                            beforeEvents.accept(q.seq());
                            return Future.succeededFuture(since(q.seq(), q.limit(), e -> true));
                        }),
                        bus.serve(JobEndpoints.LOG, (q, c) -> {
                            beforeLog.run();
                            return Future.succeededFuture(
                                    since(q.after(), q.limit(), e -> e.job().equals(q.job())));
                        }),
                        bus.serve(JobEndpoints.GET, (q, c) -> get(q.id())),
                        bus.serve(JobEndpoints.SNAPSHOT, (q, c) -> {
                            beforeSnapshot.run();
                            return Future.succeededFuture(snapshot(q.filter()));
                        }))
                .mapEmpty();
    }

    private synchronized Future<Job> get(UUID id) {
        Job job = jobs.get(id);
        return job == null
                ? Future.failedFuture(new HoldfastException(ErrorCode.JobNotFound, "There is no job " + id + "."))
                : Future.succeededFuture(job);
    }

    private synchronized EventLog since(long seq, int limit, Predicate<JobEvent> filter) {
        reads.incrementAndGet();
        List<JobEvent> events = log.stream()
                .filter(e -> e.seq() > seq && e.seq() >= oldest)
                .filter(filter)
                .limit(limit)
                .toList();
        return new EventLog(events, log.isEmpty() ? 0 : oldest, log.size());
    }

    private synchronized StreamSnapshot snapshot(JobFilter filter) {
        snapshots.incrementAndGet();
        return new StreamSnapshot(
                log.size(),
                jobs.values().stream()
                        .filter(job -> filter.vault() == null || filter.vault().equals(job.vault()))
                        .toList());
    }

    /** As retention of the log does. */
    synchronized void forgetBefore(long seq) {
        oldest = seq;
    }

    UUID queued(@Nullable String vault, Operation operation) {
        UUID id = UUID.randomUUID();
        transition(id, vault, operation, JobEventType.Queued, JobStatus.Queued);
        return id;
    }

    void started(UUID id) {
        Job job = job(id);
        transition(id, job.vault(), job.operation(), JobEventType.Started, JobStatus.InProgress);
    }

    /** With a text that makes the event as long as it is. */
    void started(UUID id, String text) {
        append(job(id), JobEventType.Started, text);
    }

    void ended(UUID id) {
        Job job = job(id);
        transition(id, job.vault(), job.operation(), JobEventType.Ended, JobStatus.Completed);
    }

    synchronized Job job(UUID id) {
        return jobs.get(id);
    }

    void message(UUID id, String text) {
        Job job = job(id);
        append(job, JobEventType.Message, text);
    }

    void progress(UUID id, int percent) {
        Job job = job(id);
        bus.publish(
                JobEndpoints.PROGRESS_HINT,
                new JobProgress(
                        id,
                        job.vault(),
                        null,
                        job.operation(),
                        job.status(),
                        NOW,
                        new Progress(percent, 100, percent, percent, percent, 1, 3L)));
    }

    private void transition(UUID id, @Nullable String vault, Operation operation, JobEventType type, JobStatus status) {
        Job job = job(id, vault, operation, status);
        synchronized (this) {
            jobs.put(id, job);
        }
        append(job, type, type.name());
    }

    private void append(Job job, JobEventType type, String message) {
        JobEvent event;
        synchronized (this) {
            event = new JobEvent(
                    log.size() + 1,
                    NOW,
                    type,
                    job.id(),
                    job.vault(),
                    null,
                    job.operation(),
                    job.status(),
                    message,
                    null);
            log.add(event);
        }
        if (hints) {
            hint(event);
        }
    }

    void hint(JobEvent event) {
        bus.publish(JobEndpoints.EVENTS_HINT, new JobEvents(List.of(event)));
    }

    synchronized JobEvent event(long seq) {
        return log.get((int) seq - 1);
    }

    synchronized long newest() {
        return log.size();
    }

    static Job job(UUID id, @Nullable String vault, Operation operation, JobStatus status) {
        return new Job(
                id,
                operation,
                vault,
                status,
                null,
                null,
                null,
                Trigger.OnDemand,
                "admin",
                NOW,
                null,
                status.isFinal() ? NOW : null,
                1,
                3,
                !status.isFinal(),
                null,
                List.of(),
                null,
                List.of(),
                Map.of());
    }
}
