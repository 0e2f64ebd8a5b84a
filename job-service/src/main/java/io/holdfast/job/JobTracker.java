package io.holdfast.job;

import io.holdfast.contracts.Ack;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.job.CompleteJob;
import io.holdfast.contracts.job.Heartbeat;
import io.holdfast.contracts.job.HeartbeatReply;
import io.holdfast.contracts.job.Heartbeats;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobEvent;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.Lease;
import io.holdfast.contracts.job.LeaseRequest;
import io.holdfast.contracts.job.LeaseState;
import io.holdfast.contracts.job.Leases;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.job.ReleaseJob;
import io.holdfast.platform.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Moves jobs through their life. Each method is one transaction: lock, decide, write, append to the log, commit; then the hints.
 */
final class JobTracker {
    private static final int MAX_LEASES = 256;
    private static final int LAPSED_BATCH = 100;
    /** Those limited per subscription, cloud service and worker. */
    private static final Set<Operation> MOVES = Set.of(Operation.Backup, Operation.Restore);

    private final Database database;
    private final JobStore jobs;
    private final LeaseStore leases;
    private final EventStore log;
    private final Hints hints;
    private final ProgressHints progress;
    private final JobConfig config;
    private final GroupCommit<CompleteJob, Ack> completions = new GroupCommit<>(this::completeAll);

    JobTracker(
            Database database,
            JobStore jobs,
            LeaseStore leases,
            EventStore log,
            Hints hints,
            ProgressHints progress,
            JobConfig config) {
        this.database = database;
        this.jobs = jobs;
        this.leases = leases;
        this.log = log;
        this.hints = hints;
        this.progress = progress;
        this.config = config;
    }

    private record Written<T>(T answer, List<JobEvent> events) {}

    Future<Leases> lease(LeaseRequest request) {
        return leases.anyQueued(database.pool(), request.operations())
                .compose(
                        any -> any && request.max() > 0 ? leaseNext(request) : Future.succeededFuture(List.<Lease>of()))
                .map(leased -> new Leases(leased, config.lease().toMillis()));
    }

    private Future<List<Lease>> leaseNext(LeaseRequest request) {
        int max = Math.min(request.max(), MAX_LEASES);
        boolean moves = request.operations().stream().anyMatch(MOVES::contains);
        return commit(connection -> (moves ? leases.serializeMoves(connection) : Future.<Void>succeededFuture())
                .compose(x -> leases.next(connection, request.worker(), request.operations(), max, config.limits()))
                .compose(next -> {
                    Changes changes = changes(next);
                    List<Lease> leased = new ArrayList<>();
                    for (LeaseStore.Candidate candidate : next) {
                        Instant until = candidate.now().plus(config.lease());
                        leased.add(changes.apply(
                                        candidate.job().id(),
                                        job -> Lifecycle.lease(
                                                job, candidate.token(), request.worker(), candidate.now(), until))
                                .lease());
                    }
                    return write(connection, changes, leased);
                }));
    }

    Future<HeartbeatReply> heartbeat(Heartbeats request) {
        if (request.heartbeats().isEmpty()) {
            return Future.succeededFuture(new HeartbeatReply(List.of()));
        }
        List<UUID> ids = request.heartbeats().stream().map(Heartbeat::job).toList();
        Map<UUID, Reported> reported = new HashMap<>();
        return this.<List<HeartbeatReply.State>>commitLocked(ids, (changes, now) -> {
                    reported.clear();
                    List<HeartbeatReply.State> states = new ArrayList<>();
                    for (Heartbeat beat : request.heartbeats()) {
                        states.add(new HeartbeatReply.State(beat.job(), beat(changes, beat, now, reported)));
                    }
                    return states;
                })
                .map(states -> {
                    reported.values().forEach(r -> progress.reported(r.job(), r.at()));
                    return new HeartbeatReply(states);
                });
    }

    private record Reported(TrackedJob job, Instant at) {}

    private LeaseState beat(Changes changes, Heartbeat beat, Instant now, Map<UUID, Reported> reported) {
        TrackedJob held = changes.job(beat.job());
        if (held == null || !held.state().heldBy(beat.token())) {
            return LeaseState.Lost;
        }
        TrackedJob job =
                changes.apply(beat.job(), before -> Lifecycle.heartbeat(before, beat, now, now.plus(config.lease())));
        if (beat.progress() != null) {
            reported.put(job.id(), new Reported(job, now));
        }
        return job.state().status() == JobStatus.Cancelling ? LeaseState.CancelRequested : LeaseState.Held;
    }

    /** Completions that arrive together share a transaction. */
    Future<Ack> complete(CompleteJob request) {
        return completions.add(request);
    }

    private Future<List<Future<Ack>>> completeAll(List<CompleteJob> ends) {
        List<UUID> ids = ends.stream().map(CompleteJob::job).toList();
        ids.forEach(progress::ended);
        return commitLocked(ids, (changes, now) -> {
            List<Future<Ack>> answers = new ArrayList<>();
            for (CompleteJob end : ends) {
                try {
                    changes.apply(end.job(), job -> Lifecycle.complete(job, end, now));
                    answers.add(Future.succeededFuture(new Ack()));
                } catch (HoldfastException e) {
                    answers.add(Future.failedFuture(e));
                }
            }
            return answers;
        });
    }

    Future<Ack> release(ReleaseJob request) {
        return commitLocked(List.of(request.job()), (changes, now) -> {
            changes.apply(request.job(), job -> Lifecycle.release(job, request, now));
            return new Ack();
        });
    }

    Future<Job> cancel(UUID id, String by) {
        return commitLocked(List.of(id), (changes, now) -> changes.apply(id, job -> Lifecycle.cancel(job, by, now))
                .view());
    }

    /** Ends or queues again some jobs whose lease has lapsed; answers whether there may be more. */
    Future<Boolean> sweep() {
        return commit(connection -> leases.lapsed(connection, LAPSED_BATCH).compose(lapsed -> {
            Changes changes = changes(lapsed);
            for (LeaseStore.Candidate candidate : lapsed) {
                changes.apply(candidate.job().id(), job -> Lifecycle.lapse(job, candidate.token(), candidate.now()));
            }
            return write(connection, changes, lapsed.size() == LAPSED_BATCH);
        }));
    }

    private <T> Future<T> commitLocked(Collection<UUID> ids, BiFunction<Changes, Instant, T> work) {
        return commit(connection -> jobs.lock(connection, ids).compose(locked -> {
            Changes changes = new Changes(locked.jobs());
            return write(connection, changes, work.apply(changes, locked.now()));
        }));
    }

    private <T> Future<T> commit(Function<SqlConnection, Future<Written<T>>> work) {
        return database.transaction(work).map(written -> {
            hints.committed(written.events());
            return written.answer();
        });
    }

    private <T> Future<Written<T>> write(SqlConnection connection, Changes changes, T answer) {
        return changes.write(connection, jobs, log).map(events -> new Written<>(answer, events));
    }

    private static Changes changes(List<LeaseStore.Candidate> candidates) {
        Map<UUID, TrackedJob> locked = new HashMap<>();
        candidates.forEach(candidate -> locked.put(candidate.job().id(), candidate.job()));
        return new Changes(locked);
    }
}
