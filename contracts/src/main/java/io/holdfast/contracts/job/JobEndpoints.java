package io.holdfast.contracts.job;

import io.holdfast.contracts.Ack;
import io.holdfast.contracts.Endpoint;
import io.holdfast.contracts.Topic;

/**
 * What job-service serves and publishes.
 */
public final class JobEndpoints {
    public static final Endpoint<SubmitJobs, Jobs> SUBMIT =
            Endpoint.idempotent("job.submit.v1", SubmitJobs.class, Jobs.class);
    public static final Endpoint<JobId, Job> GET = Endpoint.idempotent("job.get.v1", JobId.class, Job.class);
    public static final Endpoint<JobStates, Jobs> STATES =
            Endpoint.idempotent("job.states.v1", JobStates.class, Jobs.class);
    public static final Endpoint<ListJobs, JobPage> LIST =
            Endpoint.idempotent("job.list.v1", ListJobs.class, JobPage.class);
    public static final Endpoint<JobId, Job> CANCEL = Endpoint.idempotent("job.cancel.v1", JobId.class, Job.class);
    public static final Endpoint<CountJobs, JobCounts> COUNT =
            Endpoint.idempotent("job.count.v1", CountJobs.class, JobCounts.class);
    public static final Endpoint<JobLogRequest, EventLog> LOG =
            Endpoint.idempotent("job.log.v1", JobLogRequest.class, EventLog.class);
    public static final Endpoint<EventsSince, EventLog> EVENTS =
            Endpoint.idempotent("job.events-since.v1", EventsSince.class, EventLog.class);
    public static final Endpoint<SnapshotRequest, StreamSnapshot> SNAPSHOT =
            Endpoint.idempotent("job.snapshot.v1", SnapshotRequest.class, StreamSnapshot.class);

    // for workers
    public static final Endpoint<LeaseRequest, Leases> LEASE =
            Endpoint.once("job.lease.v1", LeaseRequest.class, Leases.class);
    public static final Endpoint<Heartbeats, HeartbeatReply> HEARTBEAT =
            Endpoint.idempotent("job.heartbeat.v1", Heartbeats.class, HeartbeatReply.class);
    public static final Endpoint<CompleteJob, Ack> COMPLETE =
            Endpoint.idempotent("job.complete.v1", CompleteJob.class, Ack.class);
    public static final Endpoint<ReleaseJob, Ack> RELEASE =
            Endpoint.idempotent("job.release.v1", ReleaseJob.class, Ack.class);

    // hints
    /** New lines of the event log, in order within a message. */
    public static final Topic<JobEvents> EVENTS_HINT = new Topic<>("job.event.v1", JobEvents.class);

    public static final Topic<JobProgress> PROGRESS_HINT = new Topic<>("job.progress.v1", JobProgress.class);
    public static final Topic<JobsQueued> QUEUED_HINT = new Topic<>("job.queued.v1", JobsQueued.class);

    private JobEndpoints() {}
}
