package io.holdfast.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobEvent;
import io.holdfast.contracts.job.JobEventType;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.Lease;
import io.holdfast.contracts.job.LeaseState;
import io.holdfast.contracts.job.Operation;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class LapseIT {
    private static Replica jobs;

    @BeforeAll
    static void start(TestDatabase database) {
        jobs = new Replica(
                database,
                new JsonObject()
                        .put("leaseSeconds", 0.2)
                        .put("sweepSeconds", 0.05)
                        .put("maxAttempts", new JsonObject().put("Backup", 2)));
    }

    @AfterAll
    static void stop() {
        jobs.close();
    }

    @Test
    void a_silent_worker_loses_the_job_which_is_queued_again_until_attempts_are_exhausted() {
        Lease first = jobs.started(Operation.Backup);
        await().until(() -> status(first.job()) == JobStatus.Queued);
        Lease second = jobs.lease("other", 1, Operation.Backup).get(0);

        assertThat(second.attempt()).isEqualTo(2);
        assertThat(jobs.beat(first)).isEqualTo(LeaseState.Lost);
        assertThat(catchThrowableOfType(HoldfastException.class, () -> jobs.complete(first, JobStatus.Completed))
                        .code())
                .isEqualTo(ErrorCode.LeaseLost);
        await().until(() -> status(first.job()).isFinal());

        Job job = jobs.get(first.job());
        assertThat(job.status()).isEqualTo(JobStatus.Failed);
        assertThat(job.error().code()).isEqualTo("AttemptsExhausted");
        List<JobEvent> log = jobs.log(job.id());
        assertThat(log)
                .extracting(JobEvent::type)
                .containsExactly(
                        JobEventType.Queued,
                        JobEventType.Started,
                        JobEventType.Requeued,
                        JobEventType.Started,
                        JobEventType.Ended);
        assertThat(log.get(2).message()).contains("no heartbeat from worker");
        assertThat(log.get(4).message()).contains("no heartbeat from other");
    }

    @Test
    void a_job_that_was_being_cancelled_ends_cancelled_when_its_worker_falls_silent() {
        Lease lease = jobs.started(Operation.Verify);
        jobs.cancel(lease.job());

        await().until(() -> status(lease.job()).isFinal());

        assertThat(status(lease.job())).isEqualTo(JobStatus.Cancelled);
    }

    @Test
    void heartbeats_keep_a_lease_beyond_its_first_length() {
        Lease lease = jobs.started(Operation.Prune);
        long end = System.nanoTime() + 600_000_000L;

        await().pollInterval(Duration.ofMillis(50)).until(() -> {
            assertThat(jobs.beat(lease)).isEqualTo(LeaseState.Held);
            return System.nanoTime() > end;
        });

        jobs.complete(lease, JobStatus.Completed);
        assertThat(jobs.get(lease.job()).attempt()).isEqualTo(1);
    }

    private static JobStatus status(UUID job) {
        return jobs.get(job).status();
    }
}
