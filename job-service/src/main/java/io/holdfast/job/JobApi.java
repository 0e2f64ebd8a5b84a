package io.holdfast.job;

import io.holdfast.contracts.job.EventLog;
import io.holdfast.contracts.job.EventsSince;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobFilter;
import io.holdfast.contracts.job.JobLogRequest;
import io.holdfast.contracts.job.JobStates;
import io.holdfast.contracts.job.Jobs;
import io.holdfast.contracts.job.StreamSnapshot;
import io.holdfast.platform.Bus;
import io.holdfast.platform.Database;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;

/**
 * Serves the endpoints of {@link JobEndpoints}.
 */
final class JobApi {
    private static final int MAX_EVENTS = 1000;

    private final Database database;
    private final Submissions submissions;
    private final JobTracker tracker;
    private final JobStore jobs;
    private final JobQueries queries;
    private final EventStore log;

    JobApi(
            Database database,
            Submissions submissions,
            JobTracker tracker,
            JobStore jobs,
            JobQueries queries,
            EventStore log) {
        this.database = database;
        this.submissions = submissions;
        this.tracker = tracker;
        this.jobs = jobs;
        this.queries = queries;
        this.log = log;
    }

    Future<?> serve(Bus bus) {
        return Future.all(List.of(
                bus.serve(JobEndpoints.SUBMIT, (request, caller) -> submissions.submit(request)),
                bus.serve(JobEndpoints.GET, (request, caller) -> get(request.id())),
                bus.serve(JobEndpoints.STATES, (request, caller) -> states(request)),
                bus.serve(JobEndpoints.LIST, (request, caller) -> queries.list(database.pool(), request)),
                bus.serve(JobEndpoints.CANCEL, (request, caller) -> tracker.cancel(request.id(), caller.name())),
                bus.serve(JobEndpoints.COUNT, (request, caller) -> queries.count(database.pool(), request)),
                bus.serve(JobEndpoints.LOG, (request, caller) -> jobLog(request)),
                bus.serve(JobEndpoints.EVENTS, (request, caller) -> events(request)),
                bus.serve(JobEndpoints.SNAPSHOT, (request, caller) -> snapshot(request.filter())),
                bus.serve(JobEndpoints.LEASE, (request, caller) -> tracker.lease(request)),
                bus.serve(JobEndpoints.HEARTBEAT, (request, caller) -> tracker.heartbeat(request)),
                bus.serve(JobEndpoints.COMPLETE, (request, caller) -> tracker.complete(request)),
                bus.serve(JobEndpoints.RELEASE, (request, caller) -> tracker.release(request))));
    }

    private Future<Job> get(UUID id) {
        return jobs.byIds(database.pool(), List.of(id)).map(found -> found.stream()
                .findFirst()
                .orElseThrow(() -> Changes.notFound(id))
                .view());
    }

    private Future<Jobs> states(JobStates request) {
        return jobs.byIds(database.pool(), request.ids())
                .map(found -> new Jobs(found.stream().map(TrackedJob::view).toList()));
    }

    /** An unknown job is refused; one whose lines were trimmed has an empty log. */
    private Future<EventLog> jobLog(JobLogRequest request) {
        return get(request.job())
                .compose(job -> log.ofJob(database.pool(), request.job(), request.after(), limit(request.limit())));
    }

    private Future<EventLog> events(EventsSince request) {
        return log.since(database.pool(), request.seq(), limit(request.limit()));
    }

    private Future<StreamSnapshot> snapshot(JobFilter filter) {
        return database.transaction(connection -> connection
                .query("set transaction isolation level repeatable read, read only")
                .execute()
                .compose(x -> log.newest(connection))
                .compose(seq ->
                        queries.snapshot(connection, filter).map(unfinished -> new StreamSnapshot(seq, unfinished))));
    }

    private static int limit(int asked) {
        return Math.max(1, Math.min(asked, MAX_EVENTS));
    }
}
