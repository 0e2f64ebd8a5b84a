package io.holdfast.job;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobEvent;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.Jobs;
import io.holdfast.contracts.job.SubmitJobs;
import io.holdfast.platform.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes jobs in: all of a request or none. A job known by its id or dedup key is answered as it is.
 */
final class Submissions {
    private static final int MAX_JOBS = 10_000;
    private static final int MAX_ATTEMPTS = 5;

    private final Database database;
    private final JobStore jobs;
    private final EventStore log;
    private final Hints hints;
    private final JobConfig config;

    Submissions(Database database, JobStore jobs, EventStore log, Hints hints, JobConfig config) {
        this.database = database;
        this.jobs = jobs;
        this.log = log;
        this.hints = hints;
        this.config = config;
    }

    private record Accepted(List<Job> jobs, List<JobEvent> events) {}

    /** The row that was in the way is gone again. */
    @SuppressWarnings("serial")
    private static final class Overtaken extends RuntimeException {}

    Future<Jobs> submit(SubmitJobs request) {
        if (request.jobs().isEmpty()) {
            return Future.succeededFuture(new Jobs(List.of()));
        }
        if (request.jobs().size() > MAX_JOBS) {
            return Future.failedFuture(HoldfastException.invalidField(
                    "/jobs", "TooMany", "At most " + MAX_JOBS + " jobs are accepted at once."));
        }
        return attempt(request.jobs(), 1).map(accepted -> {
            hints.committed(accepted.events());
            return new Jobs(accepted.jobs());
        });
    }

    private Future<Accepted> attempt(List<JobSubmission> asked, int attempt) {
        return database.transaction(connection -> accept(connection, asked))
                .recover(t -> t instanceof Overtaken && attempt < MAX_ATTEMPTS
                        ? attempt(asked, attempt + 1)
                        : Future.failedFuture(t));
    }

    private Future<Accepted> accept(SqlConnection connection, List<JobSubmission> asked) {
        List<JobStore.New> rows = asked.stream()
                .map(job ->
                        new JobStore.New(job, config.attempts(job.operation()), SubTasks.notStarted(job.subTasks())))
                .toList();
        return jobs.insert(connection, rows).compose(created -> {
            Map<UUID, TrackedJob> known = new HashMap<>();
            List<NewEvent> events = new ArrayList<>();
            for (JobStore.New row : rows) {
                Instant at = created.get(row.asked().id());
                if (at != null && !known.containsKey(row.asked().id())) {
                    TrackedJob job = queued(row, at);
                    known.put(job.id(), job);
                    events.add(Lifecycle.queued(job));
                }
            }
            List<JobSubmission> rest =
                    asked.stream().filter(job -> !known.containsKey(job.id())).toList();
            return alike(connection, rest)
                    .map(found -> {
                        known.putAll(found);
                        return asked.stream()
                                .map(job -> Objects.requireNonNull(known.get(job.id()))
                                        .view())
                                .toList();
                    })
                    .compose(answer -> log.append(connection, events).map(numbered -> new Accepted(answer, numbered)));
        });
    }

    /** What stands for those that could not be inserted, by the id that was asked for. */
    private Future<Map<UUID, TrackedJob>> alike(SqlConnection connection, List<JobSubmission> asked) {
        if (asked.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        return jobs.byIds(connection, keys(asked, JobSubmission::id))
                .compose(byId -> jobs.byDedupKeys(connection, keys(asked, JobSubmission::dedupKey))
                        .compose(byKey -> {
                            Map<UUID, TrackedJob> ids = index(byId, TrackedJob::id);
                            Map<String, TrackedJob> dedups =
                                    index(byKey, job -> job.asked().dedupKey());
                            Map<UUID, TrackedJob> found = new HashMap<>();
                            List<JobSubmission> refused = new ArrayList<>();
                            for (JobSubmission job : asked) {
                                TrackedJob alike = ids.containsKey(job.id())
                                        ? ids.get(job.id())
                                        : job.dedupKey() == null ? null : dedups.get(job.dedupKey());
                                if (alike == null) {
                                    refused.add(job);
                                } else {
                                    found.put(job.id(), alike);
                                }
                            }
                            return refused.isEmpty() ? Future.succeededFuture(found) : refuse(connection, refused);
                        }));
    }

    private <T> Future<T> refuse(SqlConnection connection, List<JobSubmission> refused) {
        return jobs.unfinishedByExclusiveKeys(connection, keys(refused, JobSubmission::exclusiveKey))
                .compose(running -> {
                    Map<String, TrackedJob> holders =
                            index(running, job -> job.asked().exclusiveKey());
                    List<FieldError> errors = new ArrayList<>();
                    for (JobSubmission job : refused) {
                        TrackedJob holder = job.exclusiveKey() == null ? null : holders.get(job.exclusiveKey());
                        if (holder == null) {
                            return Future.failedFuture(new Overtaken());
                        }
                        errors.add(new FieldError(
                                holder.id().toString(),
                                ErrorCode.JobConflict.name(),
                                "A job %s is %s: %s"
                                        .formatted(
                                                holder.asked().operation(),
                                                holder.state().status(),
                                                holder.id())));
                    }
                    return Future.failedFuture(new HoldfastException(
                            ErrorCode.JobConflict, errors.get(0).message() + ".", errors));
                });
    }

    private static TrackedJob queued(JobStore.New row, Instant createdAt) {
        return new TrackedJob(row.asked(), createdAt, row.maxAttempts(), JobState.queued(row.subTasks()));
    }

    private static <K> List<K> keys(List<JobSubmission> jobs, Function<JobSubmission, @Nullable K> key) {
        List<K> keys = new ArrayList<>();
        for (JobSubmission job : jobs) {
            K value = key.apply(job);
            if (value != null) {
                keys.add(value);
            }
        }
        return keys;
    }

    private static <K> Map<K, TrackedJob> index(Collection<TrackedJob> jobs, Function<TrackedJob, @Nullable K> key) {
        Map<K, TrackedJob> index = new HashMap<>();
        for (TrackedJob job : jobs) {
            K value = key.apply(job);
            if (value != null) {
                index.put(value, job);
            }
        }
        return index;
    }
}
