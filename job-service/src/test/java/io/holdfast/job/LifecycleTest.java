package io.holdfast.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.job.CompleteJob;
import io.holdfast.contracts.job.JobEventType;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.job.ReleaseJob;
import io.holdfast.contracts.job.SubTask;
import io.holdfast.contracts.job.SubTaskStatus;
import io.holdfast.contracts.job.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LifecycleTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final long TOKEN = 41;
    private static final int MAX_ATTEMPTS = 3;

    @ParameterizedTest
    @CsvSource({
        "Queued, Cancelled, Ended",
        "InProgress, Cancelling, CancelRequested",
        "Cancelling, Cancelling,",
        "Cancelled, Cancelled,",
    })
    void cancelling_leads(JobStatus from, JobStatus to, JobEventType event) {
        Change change = Lifecycle.cancel(job(from, 1), "alice", NOW);

        assertThat(change.job().state().status()).isEqualTo(to);
        assertThat(change.events())
                .extracting(NewEvent::type)
                .containsExactlyElementsOf(event == null ? List.of() : List.of(event));
    }

    @ParameterizedTest
    @EnumSource(names = {"Completed", "CompletedWithWarnings", "Failed"})
    void a_job_that_has_ended_by_itself_can_not_be_cancelled(JobStatus ended) {
        assertThat(refusal(() -> Lifecycle.cancel(job(ended, 1), "alice", NOW))).isEqualTo(ErrorCode.JobNotCancellable);
    }

    @ParameterizedTest
    @CsvSource({
        "InProgress, Completed",
        "InProgress, CompletedWithWarnings",
        "InProgress, Failed",
        "Cancelling, Completed",
        "Cancelling, CompletedWithWarnings",
        "Cancelling, Failed",
        "Cancelling, Cancelled",
    })
    void completing_ends_a_running_job(JobStatus from, JobStatus outcome) {
        Change change = Lifecycle.complete(job(from, 1), end(outcome, TOKEN), NOW);

        assertThat(change.job().state().status()).isEqualTo(outcome);
        assertThat(change.job().state().endedAt()).isEqualTo(NOW);
        assertThat(change.events()).extracting(NewEvent::type).containsExactly(JobEventType.Ended);
    }

    @ParameterizedTest
    @CsvSource({
        "InProgress, Cancelled, InvalidField",
        "InProgress, Queued, InvalidField",
        "InProgress, InProgress, InvalidField",
        "InProgress, Cancelling, InvalidField",
        "Queued, Completed, LeaseLost",
    })
    void completing_is_refused(JobStatus from, JobStatus outcome, ErrorCode code) {
        assertThat(refusal(() -> Lifecycle.complete(job(from, 1), end(outcome, TOKEN), NOW)))
                .isEqualTo(code);
    }

    @ParameterizedTest
    @EnumSource
    void another_token_completes_and_releases_nothing(JobStatus status) {
        assertThat(refusal(() -> Lifecycle.complete(job(status, 1), end(JobStatus.Completed, TOKEN - 1), NOW)))
                .isEqualTo(ErrorCode.LeaseLost);
        assertThat(refusal(() -> Lifecycle.release(job(status, 1), release(TOKEN - 1), NOW)))
                .isEqualTo(ErrorCode.LeaseLost);
    }

    @ParameterizedTest
    @EnumSource(names = {"Completed", "CompletedWithWarnings", "Failed", "Cancelled"})
    void a_final_state_never_changes(JobStatus ended) {
        TrackedJob job = job(ended, 1);

        assertThat(Lifecycle.complete(job, end(JobStatus.Completed, TOKEN), NOW))
                .isEqualTo(Change.none(job));
        assertThat(Lifecycle.release(job, release(TOKEN), NOW)).isEqualTo(Change.none(job));
    }

    @Test
    void releasing_queues_again_without_counting_the_attempt() {
        Change change = Lifecycle.release(job(JobStatus.InProgress, 2), release(TOKEN), NOW);

        assertThat(change.job().state().status()).isEqualTo(JobStatus.Queued);
        assertThat(change.job().state().attempt()).isEqualTo(1);
        assertThat(Lifecycle.release(change.job(), release(TOKEN), NOW)).isEqualTo(Change.none(change.job()));
    }

    @Test
    void releasing_a_job_that_is_being_cancelled_cancels_it() {
        Change change = Lifecycle.release(job(JobStatus.Cancelling, 1), release(TOKEN), NOW);

        assertThat(change.job().state().status()).isEqualTo(JobStatus.Cancelled);
    }

    @ParameterizedTest
    @CsvSource({
        "InProgress, 1, Queued, Requeued",
        "InProgress, 2, Queued, Requeued",
        "InProgress, 3, Failed, Ended",
        "Cancelling, 1, Cancelled, Ended",
        "Cancelling, 3, Cancelled, Ended",
    })
    void a_lapsed_lease_leads(JobStatus from, int attempt, JobStatus to, JobEventType event) {
        Change change = Lifecycle.lapse(job(from, attempt), TOKEN + 1, NOW);

        assertThat(change.job().state().status()).isEqualTo(to);
        assertThat(change.job().state().attempt()).isEqualTo(attempt);
        assertThat(change.events()).singleElement().satisfies(line -> {
            assertThat(line.type()).isEqualTo(event);
            assertThat(line.message()).contains("no heartbeat from mover-1");
        });
        assertThat(refusal(() -> Lifecycle.complete(change.job(), end(JobStatus.Completed, TOKEN), NOW)))
                .isEqualTo(ErrorCode.LeaseLost);
    }

    @Test
    void the_last_lapse_says_that_attempts_are_exhausted() {
        Change change = Lifecycle.lapse(job(JobStatus.InProgress, MAX_ATTEMPTS), TOKEN + 1, NOW);

        assertThat(change.job().state().error().code()).isEqualTo("AttemptsExhausted");
        assertThat(change.job().state().error().recommendations()).isNotEmpty();
    }

    @Test
    void a_lease_counts_the_attempt_and_starts_afresh() {
        TrackedJob job = job(JobStatus.Queued, 1);

        JobState leased = Lifecycle.lease(job, TOKEN + 1, "mover-2", NOW, NOW.plusSeconds(15))
                .job()
                .state();

        assertThat(leased.attempt()).isEqualTo(2);
        assertThat(leased.heldBy(TOKEN + 1)).isTrue();
        assertThat(leased.heldBy(TOKEN)).isFalse();
        assertThat(leased.subTasks()).extracting(SubTask::status).containsOnly(SubTaskStatus.NotStarted);
    }

    private static TrackedJob job(JobStatus status, int attempt) {
        JobSubmission asked = new JobSubmission(
                new UUID(1, 2),
                Operation.Backup,
                "home",
                null,
                null,
                null,
                Map.of(),
                List.of("Take snapshot"),
                null,
                null,
                Trigger.OnDemand,
                "alice");
        JobState state = new JobState(
                status,
                attempt,
                NOW,
                status.isFinal() ? NOW : null,
                null,
                null,
                SubTasks.notStarted(List.of("Take snapshot")),
                null,
                List.of(),
                Map.of(),
                TOKEN,
                "mover-1",
                NOW);
        return new TrackedJob(asked, NOW, MAX_ATTEMPTS, state);
    }

    private static CompleteJob end(JobStatus outcome, long token) {
        return new CompleteJob(new UUID(1, 2), token, outcome, null, List.of(), Map.of(), null, List.of(), List.of());
    }

    private static ReleaseJob release(long token) {
        return new ReleaseJob(new UUID(1, 2), token, "shutdown");
    }

    private static ErrorCode refusal(Runnable transition) {
        return catchThrowableOfType(HoldfastException.class, transition::run).code();
    }
}
