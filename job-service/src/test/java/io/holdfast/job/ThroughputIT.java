package io.holdfast.job;

import static io.holdfast.job.Replica.inVault;
import static io.holdfast.job.Replica.times;
import static io.holdfast.platform.testing.ServiceHarness.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.job.CountJobs;
import io.holdfast.contracts.job.JobCounts;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.Lease;
import io.holdfast.contracts.job.Operation;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.TestDatabase;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@ExtendWith(PostgresExtension.class)
class ThroughputIT {
    private static final Logger log = LoggerFactory.getLogger(ThroughputIT.class);

    @Test
    void a_thousand_jobs_are_submitted_leased_and_completed_one_by_one_within_ten_seconds(TestDatabase database) {
        try (Replica replica = new Replica(database)) {
            run(replica, 50);
            Duration taken = run(replica, 1000);

            assertThat(taken).isLessThan(Duration.ofSeconds(10));
            assertThat(replica.call(JobEndpoints.COUNT, new CountJobs("home", Instant.EPOCH)))
                    .isEqualTo(new JobCounts(0, 0, 1050, 0, 0, 0));
        }
    }

    private static Duration run(Replica replica, int count) {
        List<JobSubmission> jobs = times(count, () -> inVault(Operation.Register, "home"));
        long began = System.nanoTime();
        replica.submit(jobs);
        long submitted = System.nanoTime();
        int rounds = 0;
        List<Lease> leases = replica.lease("worker", 32, Operation.Register);
        while (!leases.isEmpty()) {
            rounds++;
            await(Future.join(leases.stream()
                    .map(lease -> replica.later(JobEndpoints.COMPLETE, Replica.end(lease, JobStatus.Completed)))
                    .toList()));
            leases = replica.lease("worker", 32, Operation.Register);
        }
        long ended = System.nanoTime();
        log.info(
                "{} jobs: submitted in {} ms, leased in {} rounds and completed in {} ms",
                count,
                (submitted - began) / 1_000_000,
                rounds,
                (ended - submitted) / 1_000_000);
        return Duration.ofNanos(ended - began);
    }
}
