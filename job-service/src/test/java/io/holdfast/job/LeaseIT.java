package io.holdfast.job;

import static io.holdfast.job.Replica.asked;
import static io.holdfast.job.Replica.bytes;
import static io.holdfast.job.Replica.ofMachine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.job.CompleteJob;
import io.holdfast.contracts.job.Heartbeat;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobEvent;
import io.holdfast.contracts.job.JobEventType;
import io.holdfast.contracts.job.JobProgress;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.JobWarning;
import io.holdfast.contracts.job.Lease;
import io.holdfast.contracts.job.LeaseState;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.job.SubTask;
import io.holdfast.contracts.job.SubTaskStatus;
import io.holdfast.platform.Ids;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.ServiceHarness;
import io.holdfast.platform.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class LeaseIT {
    private static Replica jobs;

    @BeforeAll
    static void start(TestDatabase database) {
        jobs = new Replica(database);
    }

    @AfterAll
    static void stop() {
        jobs.close();
    }

    @Test
    void a_later_lease_has_a_higher_token_and_shuts_the_earlier_holder_out() {
        Lease first = jobs.started(Operation.Register);
        jobs.release(first);
        Lease second = jobs.lease("other", 1, Operation.Register).get(0);

        assertThat(second.job()).isEqualTo(first.job());
        assertThat(second.token()).isGreaterThan(first.token());
        assertThat(second.attempt()).as("a released attempt does not count").isEqualTo(1);
        assertThat(jobs.beat(first)).isEqualTo(LeaseState.Lost);
        assertThat(refusal(() -> jobs.complete(first, JobStatus.Failed))).isEqualTo(ErrorCode.LeaseLost);
        assertThat(refusal(() -> jobs.release(first))).isEqualTo(ErrorCode.LeaseLost);
        assertThat(jobs.beat(second)).isEqualTo(LeaseState.Held);
        jobs.complete(second, JobStatus.Completed);
        assertThat(jobs.get(first.job()).status()).isEqualTo(JobStatus.Completed);
    }

    @Test
    void completing_twice_is_answered_alike_and_changes_nothing() {
        Lease lease = jobs.started(Operation.Unregister);
        jobs.complete(lease, JobStatus.Failed);
        Job ended = jobs.get(lease.job());

        jobs.complete(lease, JobStatus.Failed);
        jobs.complete(lease, JobStatus.Completed);

        assertThat(jobs.get(lease.job())).isEqualTo(ended);
        assertThat(ended.error().code()).isEqualTo("DiskMissing");
        assertThat(ended.result()).isEqualTo(Map.of("bytesRead", 7));
        assertThat(jobs.beat(lease)).isEqualTo(LeaseState.Lost);
    }

    @Test
    void an_unknown_job_can_not_be_completed_and_its_lease_is_lost() {
        Lease lease = jobs.started(Operation.Unregister);
        CompleteJob unknown = new CompleteJob(
                Ids.next(), lease.token(), JobStatus.Completed, null, List.of(), Map.of(), null, List.of(), List.of());

        assertThat(refusal(() -> jobs.call(JobEndpoints.COMPLETE, unknown))).isEqualTo(ErrorCode.JobNotFound);
        assertThat(jobs.beat(new Heartbeat(Ids.next(), 1, null, List.of(), List.of())))
                .isEqualTo(LeaseState.Lost);
    }

    @Test
    void a_queued_job_is_cancelled_at_once() {
        UUID id = jobs.submit(asked(Operation.Drill)).get(0).id();

        assertThat(jobs.cancel(id).status()).isEqualTo(JobStatus.Cancelled);
        assertThat(jobs.cancel(id).status()).as("cancelling again").isEqualTo(JobStatus.Cancelled);
        assertThat(jobs.lease("worker", 10, Operation.Drill))
                .extracting(Lease::job)
                .doesNotContain(id);
        assertThat(jobs.log(id)).extracting(JobEvent::type).containsExactly(JobEventType.Queued, JobEventType.Ended);
    }

    @Test
    void a_running_job_learns_of_its_cancel_by_heartbeat_and_ends_cancelled() {
        Lease lease = jobs.started(Operation.Prune);

        assertThat(jobs.cancel(lease.job()).status()).isEqualTo(JobStatus.Cancelling);
        assertThat(jobs.cancel(lease.job()).cancellable()).isFalse();
        assertThat(jobs.beat(lease)).isEqualTo(LeaseState.CancelRequested);
        jobs.complete(lease, JobStatus.Cancelled);
        assertThat(jobs.get(lease.job()).status()).isEqualTo(JobStatus.Cancelled);
        assertThat(jobs.log(lease.job()))
                .extracting(JobEvent::type)
                .containsExactly(
                        JobEventType.Queued, JobEventType.Started, JobEventType.CancelRequested, JobEventType.Ended);
    }

    @Test
    void a_cancel_that_came_too_late_leaves_the_outcome() {
        Lease lease = jobs.started(Operation.Prune);
        jobs.cancel(lease.job());

        jobs.complete(lease, JobStatus.Completed);

        assertThat(jobs.get(lease.job()).status()).isEqualTo(JobStatus.Completed);
        assertThat(refusal(() -> jobs.cancel(lease.job()))).isEqualTo(ErrorCode.JobNotCancellable);
    }

    @Test
    void heartbeats_store_progress_and_log_messages_and_sub_tasks_that_changed() {
        UUID id = jobs.submit(ofMachine(Operation.Backup, Ids.next(), "lab", Map.of()))
                .get(0)
                .id();
        Lease lease = jobs.lease("worker", 1, Operation.Backup).get(0);
        SubTask running = new SubTask("Take snapshot", SubTaskStatus.InProgress, null, null);

        jobs.beat(new Heartbeat(id, lease.token(), bytes(100, 20), List.of(running), List.of("Frozen for 12 ms")));
        jobs.beat(new Heartbeat(id, lease.token(), bytes(100, 50), List.of(running), List.of()));
        jobs.beat(lease);

        Job job = jobs.get(id);
        assertThat(job.progress().bytesRead()).isEqualTo(50);
        assertThat(job.subTasks())
                .extracting(SubTask::status)
                .containsExactly(SubTaskStatus.InProgress, SubTaskStatus.NotStarted);
        assertThat(job.subTasks().get(0).startedAt()).isNotNull();
        assertThat(jobs.log(id))
                .extracting(JobEvent::message)
                .containsExactly("Queued", "Started", "Frozen for 12 ms", "Take snapshot: InProgress");

        jobs.call(
                JobEndpoints.COMPLETE,
                new CompleteJob(
                        id,
                        lease.token(),
                        JobStatus.CompletedWithWarnings,
                        null,
                        List.of(new JobWarning("DiskChanged", "Disk 1 changed while it was read.")),
                        Map.of("recoveryPoint", "p1"),
                        bytes(100, 100),
                        List.of(new SubTask("Take snapshot", SubTaskStatus.Completed, null, null)),
                        List.of("Done")));
        Job ended = jobs.get(id);
        assertThat(ended.warnings()).hasSize(1);
        assertThat(ended.progress().percent()).isEqualTo(100);
        assertThat(ended.subTasks())
                .extracting(SubTask::status)
                .containsExactly(SubTaskStatus.Completed, SubTaskStatus.Skipped);
    }

    @Test
    void progress_is_published_at_most_twice_a_second_with_its_rate() {
        Queue<JobProgress> hints = new ConcurrentLinkedQueue<>();
        ServiceHarness.await(jobs.bus().subscribe(JobEndpoints.PROGRESS_HINT, hints::add));
        Lease lease = jobs.started(Operation.Verify);
        long began = System.nanoTime();

        for (int read = 1; read <= 100; read++) {
            jobs.beat(new Heartbeat(lease.job(), lease.token(), bytes(1000, read), List.of(), List.of()));
        }

        await().until(() -> hints.stream().anyMatch(hint -> hint.progress().bytesRead() == 100));
        double seconds = (System.nanoTime() - began) / 1e9;
        assertThat((double) hints.size()).isLessThanOrEqualTo(1 + 2 * seconds);
        jobs.complete(lease, JobStatus.Completed);
    }

    @Test
    void queued_jobs_and_events_are_hinted_after_the_commit() {
        Queue<JobEvent> events = new ConcurrentLinkedQueue<>();
        Queue<Operation> queued = new ConcurrentLinkedQueue<>();
        ServiceHarness.await(jobs.bus().subscribe(JobEndpoints.EVENTS_HINT, hint -> events.addAll(hint.events())));
        ServiceHarness.await(jobs.bus().subscribe(JobEndpoints.QUEUED_HINT, hint -> queued.addAll(hint.operations())));

        Lease lease = jobs.started(Operation.ConfigureProtection);
        jobs.complete(lease, JobStatus.Completed);

        await().until(() ->
                events.stream().filter(e -> e.job().equals(lease.job())).count() == 3);
        assertThat(queued).contains(Operation.ConfigureProtection);
        assertThat(events.stream().filter(e -> e.job().equals(lease.job())).toList())
                .isEqualTo(jobs.log(lease.job()));
    }

    private static ErrorCode refusal(Runnable call) {
        return catchThrowableOfType(HoldfastException.class, call::run).code();
    }
}
