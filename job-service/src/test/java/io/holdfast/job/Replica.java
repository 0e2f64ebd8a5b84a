package io.holdfast.job;

import static io.holdfast.platform.testing.ServiceHarness.await;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.Endpoint;
import io.holdfast.contracts.job.CompleteJob;
import io.holdfast.contracts.job.EventLog;
import io.holdfast.contracts.job.EventsSince;
import io.holdfast.contracts.job.Heartbeat;
import io.holdfast.contracts.job.HeartbeatReply;
import io.holdfast.contracts.job.Heartbeats;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobError;
import io.holdfast.contracts.job.JobEvent;
import io.holdfast.contracts.job.JobId;
import io.holdfast.contracts.job.JobItem;
import io.holdfast.contracts.job.JobLogRequest;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.Lease;
import io.holdfast.contracts.job.LeaseRequest;
import io.holdfast.contracts.job.LeaseState;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.job.Progress;
import io.holdfast.contracts.job.ReleaseJob;
import io.holdfast.contracts.job.SubmitJobs;
import io.holdfast.contracts.job.Trigger;
import io.holdfast.platform.Bus;
import io.holdfast.platform.Ids;
import io.holdfast.platform.testing.ServiceHarness;
import io.holdfast.platform.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A running job-service on a Vert.x of its own, and a client of it for test threads.
 */
final class Replica implements AutoCloseable {
    static final Caller ALICE = new Caller("alice");

    private final Vertx vertx = Vertx.vertx();
    private final ServiceHarness harness;

    Replica(TestDatabase database) {
        this(database, new JsonObject());
    }

    /** {@code settings} are those of the section {@code job} that differ from the defaults. */
    Replica(TestDatabase database, JsonObject settings) {
        harness = ServiceHarness.start(
                vertx, database, new JsonObject().put("job", settings), Clock.systemUTC(), JobMain.SERVICE);
    }

    Bus bus() {
        return harness.bus();
    }

    Vertx vertx() {
        return vertx;
    }

    <Q, R> R call(Endpoint<Q, R> endpoint, Q request) {
        return await(later(endpoint, request));
    }

    <Q, R> Future<R> later(Endpoint<Q, R> endpoint, Q request) {
        return bus().call(endpoint, request, ALICE);
    }

    static JobSubmission asked(Operation operation) {
        return new JobSubmission(
                Ids.next(),
                operation,
                "home",
                null,
                null,
                null,
                Map.of(),
                List.of(),
                null,
                null,
                Trigger.OnDemand,
                "alice");
    }

    static JobSubmission inVault(Operation operation, String vault) {
        JobSubmission job = asked(operation);
        return new JobSubmission(
                job.id(), operation, vault, null, null, null, Map.of(), List.of(), null, null, job.trigger(), "alice");
    }

    static JobSubmission ofMachine(Operation operation, UUID machine, String subscription, Map<String, Object> params) {
        return ofMachine(operation, machine, subscription, "rack-1", params);
    }

    static JobSubmission ofMachine(
            Operation operation, UUID machine, String subscription, String cloudService, Map<String, Object> params) {
        return new JobSubmission(
                Ids.next(),
                operation,
                "home",
                new JobItem(Ids.next(), "web", cloudService),
                machine,
                subscription,
                params,
                List.of("Take snapshot", "Transfer data to vault"),
                null,
                null,
                Trigger.OnDemand,
                "alice");
    }

    static JobSubmission keyed(Operation operation, @Nullable String dedupKey, @Nullable String exclusiveKey) {
        return new JobSubmission(
                Ids.next(),
                operation,
                "home",
                null,
                null,
                null,
                Map.of(),
                List.of(),
                dedupKey,
                exclusiveKey,
                Trigger.Scheduled,
                "alice");
    }

    List<Job> submit(JobSubmission... jobs) {
        return submit(List.of(jobs));
    }

    List<Job> submit(List<JobSubmission> jobs) {
        return call(JobEndpoints.SUBMIT, new SubmitJobs(jobs)).jobs();
    }

    Job get(UUID id) {
        return call(JobEndpoints.GET, new JobId(id));
    }

    List<Lease> lease(String worker, int max, Operation... operations) {
        return call(JobEndpoints.LEASE, new LeaseRequest(worker, List.of(operations), max))
                .leases();
    }

    /** One new job of the operation, started. */
    Lease started(Operation operation) {
        UUID id = submit(asked(operation)).get(0).id();
        return lease("worker", 100, operation).stream()
                .filter(lease -> lease.job().equals(id))
                .findFirst()
                .orElseThrow();
    }

    LeaseState beat(Lease lease) {
        return beat(new Heartbeat(lease.job(), lease.token(), null, List.of(), List.of()));
    }

    LeaseState beat(Heartbeat heartbeat) {
        HeartbeatReply reply = call(JobEndpoints.HEARTBEAT, new Heartbeats("worker", List.of(heartbeat)));
        return reply.states().get(0).state();
    }

    static CompleteJob end(Lease lease, JobStatus outcome) {
        JobError error = outcome == JobStatus.Failed
                ? new JobError("DiskMissing", "Disk 0 is missing.", null, List.of("Look for it."))
                : null;
        return new CompleteJob(
                lease.job(),
                lease.token(),
                outcome,
                error,
                List.of(),
                Map.of("bytesRead", 7),
                null,
                List.of(),
                List.of());
    }

    void complete(Lease lease, JobStatus outcome) {
        call(JobEndpoints.COMPLETE, end(lease, outcome));
    }

    void release(Lease lease) {
        call(JobEndpoints.RELEASE, new ReleaseJob(lease.job(), lease.token(), "shutdown"));
    }

    Job cancel(UUID id) {
        return call(JobEndpoints.CANCEL, new JobId(id));
    }

    List<JobEvent> log(UUID job) {
        return call(JobEndpoints.LOG, new JobLogRequest(job, 0, 1000)).events();
    }

    EventLog since(long seq) {
        return call(JobEndpoints.EVENTS, new EventsSince(seq, 1000));
    }

    static Progress bytes(long total, long read) {
        return new Progress((int) (100 * read / total), total, read, 0, 0, 0, null);
    }

    static <T> List<T> times(int count, Supplier<T> make) {
        List<T> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(make.get());
        }
        return all;
    }

    @Override
    public void close() {
        harness.close();
        await(vertx.close());
    }
}
