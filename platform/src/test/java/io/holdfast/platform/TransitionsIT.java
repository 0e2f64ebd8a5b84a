package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.job.Trigger;
import io.holdfast.platform.testing.FakeJobs;
import io.holdfast.platform.testing.ServiceHarness;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class TransitionsIT {

    /** Rows in memory; the first {@code refusals} ends of jobs cannot be applied. */
    private static final class FakeRows implements Transitions.Rows {
        final Map<UUID, Transitions.Pending> pending = new ConcurrentHashMap<>();
        final Map<UUID, JobStatus> ended = new ConcurrentHashMap<>();
        volatile int refusals;

        @Override
        public Future<List<Transitions.Pending>> pending() {
            return Future.succeededFuture(List.copyOf(pending.values()));
        }

        @Override
        public Future<?> jobEnded(Job job) {
            if (refusals > 0) {
                refusals--;
                throw new IllegalStateException("the database is having a moment");
            }
            ended.put(job.id(), job.status());
            pending.remove(job.id());
            return Future.succeededFuture();
        }
    }

    private final FakeRows rows = new FakeRows();
    private FakeJobs jobs;
    private Transitions transitions;

    @BeforeEach
    void start(Vertx vertx) {
        jobs = new FakeJobs(vertx).start();
        transitions = new Transitions(TestServices.withoutDatabase(vertx), Set.of(Operation.Register), rows);
        ServiceHarness.await(transitions.start());
    }

    @AfterEach
    void stop() {
        ServiceHarness.await(transitions.stop());
    }

    private JobSubmission row(Operation operation) {
        JobSubmission submission = exclusive(operation, null);
        rows.pending.put(submission.id(), new Transitions.Pending(submission.id(), submission));
        return submission;
    }

    private static JobSubmission exclusive(Operation operation, @Nullable String key) {
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
                key,
                Trigger.OnDemand,
                "ada");
    }

    @Test
    void theEndOfAJobIsAppliedAtOnce() {
        JobSubmission submission = row(Operation.Register);
        jobs.submit(submission);

        jobs.end(submission.id(), JobStatus.Completed, null, Map.of());

        await().atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(rows.ended).containsEntry(submission.id(), JobStatus.Completed));
    }

    @Test
    void jobsOfOthersAreNotItsBusiness() {
        JobSubmission other = row(Operation.Backup);
        rows.pending.clear();
        jobs.submit(other);
        JobSubmission own = row(Operation.Register);
        jobs.submit(own);

        jobs.end(other.id(), JobStatus.Completed, null, Map.of());
        jobs.end(own.id(), JobStatus.Completed, null, Map.of());

        await().untilAsserted(() -> assertThat(rows.ended).containsOnlyKeys(own.id()));
    }

    @Test
    void aRowWhoseJobWasNeverSubmittedGetsIt() {
        JobSubmission submission = row(Operation.Register);

        await().untilAsserted(() -> assertThat(jobs.submissions()).containsExactly(submission));
    }

    @Test
    void oneRowWhoseJobIsRefusedHoldsUpNoOther() {
        jobs.submit(exclusive(Operation.Backup, "machine:1"));
        JobSubmission refused = exclusive(Operation.Register, "machine:1");
        rows.pending.put(refused.id(), new Transitions.Pending(refused.id(), refused));
        JobSubmission submission = row(Operation.Register);

        await().untilAsserted(() ->
                assertThat(jobs.submissions()).contains(submission).doesNotContain(refused));
    }

    @Test
    void anEndThatCouldNotBeAppliedIsAppliedByTheSweep() {
        rows.refusals = 1;
        JobSubmission submission = row(Operation.Register);
        jobs.submit(submission);

        jobs.end(submission.id(), JobStatus.Failed, null, Map.of());

        await().untilAsserted(() -> assertThat(rows.ended).containsEntry(submission.id(), JobStatus.Failed));
    }
}
