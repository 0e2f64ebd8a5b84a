package io.holdfast.platform.testing;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.job.CompleteJob;
import io.holdfast.contracts.job.Heartbeat;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobError;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.JobWarning;
import io.holdfast.contracts.job.Lease;
import io.holdfast.contracts.job.Progress;
import io.holdfast.contracts.job.SubTask;
import io.holdfast.contracts.job.SubTaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One job of {@link FakeJobs}, which guards it.
 */
final class FakeJob {

    private static final int MAX_ATTEMPTS = 3;

    final JobSubmission submission;
    final List<String> messages = new ArrayList<>();
    JobStatus status = JobStatus.Queued;

    private final Instant createdAt = Instant.now();
    private final Map<String, SubTask> subTasks = new LinkedHashMap<>();
    private @Nullable Instant startedAt;
    private @Nullable Instant endedAt;
    private @Nullable Instant leasedUntil;
    private @Nullable Progress progress;
    private @Nullable JobError error;
    private List<JobWarning> warnings = List.of();
    private Map<String, Object> result = Map.of();
    private int attempt;
    private long token;
    private long endedByToken;

    FakeJob(JobSubmission submission) {
        this.submission = submission;
        submission
                .subTasks()
                .forEach(name -> subTasks.put(name, new SubTask(name, SubTaskStatus.NotStarted, null, null)));
    }

    boolean isFor(JobSubmission other) {
        return submission.id().equals(other.id())
                || (submission.dedupKey() != null && submission.dedupKey().equals(other.dedupKey()));
    }

    Lease lease(long newToken, Duration time) {
        token = newToken;
        attempt++;
        status = JobStatus.InProgress;
        startedAt = startedAt == null ? Instant.now() : startedAt;
        Instant until = Instant.now().plus(time);
        leasedUntil = until;
        return new Lease(
                submission.id(),
                token,
                attempt,
                submission.operation(),
                submission.vault(),
                submission.item(),
                submission.machine(),
                submission.subscription(),
                submission.params(),
                submission.createdBy(),
                until,
                false);
    }

    boolean isHeldWith(long asked) {
        return leasedUntil != null && token == asked;
    }

    void requireHeldWith(long asked) {
        if (!isHeldWith(asked)) {
            throw new HoldfastException(ErrorCode.LeaseLost, "The lease has passed on");
        }
    }

    boolean hasLapsed() {
        return leasedUntil != null && Instant.now().isAfter(leasedUntil);
    }

    void take(Heartbeat beat, Duration time) {
        leasedUntil = Instant.now().plus(time);
        progress = beat.progress() == null ? progress : beat.progress();
        beat.subTasks().forEach(task -> subTasks.put(task.name(), task));
        messages.addAll(beat.messages());
    }

    void requeue() {
        if (status == JobStatus.Cancelling) {
            end(JobStatus.Cancelled, null, Map.of());
        } else if (attempt >= MAX_ATTEMPTS) {
            end(
                    JobStatus.Failed,
                    new JobError(
                            ErrorCode.AttemptsExhausted.name(), "The job was interrupted too often", null, List.of()),
                    Map.of());
        } else {
            status = JobStatus.Queued;
            leasedUntil = null;
        }
    }

    void release() {
        requeue();
        attempt--;
    }

    boolean wasEndedBy(CompleteJob request) {
        return status.isFinal() && endedByToken == request.token();
    }

    void complete(CompleteJob request) {
        warnings = request.warnings();
        progress = request.progress() == null ? progress : request.progress();
        request.subTasks().forEach(task -> subTasks.put(task.name(), task));
        messages.addAll(request.messages());
        endedByToken = request.token();
        end(request.outcome(), request.error(), request.result());
    }

    void end(JobStatus outcome, @Nullable JobError why, Map<String, Object> values) {
        status = outcome;
        error = why;
        result = values;
        endedAt = Instant.now();
        leasedUntil = null;
    }

    Job view() {
        return new Job(
                submission.id(),
                submission.operation(),
                submission.vault(),
                status,
                submission.item(),
                submission.machine(),
                submission.subscription(),
                submission.trigger(),
                submission.createdBy(),
                createdAt,
                startedAt,
                endedAt,
                attempt,
                MAX_ATTEMPTS,
                !status.isFinal(),
                progress,
                List.copyOf(subTasks.values()),
                error,
                warnings,
                result);
    }
}
