package io.holdfast.job;

import io.holdfast.contracts.job.JobError;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.JobWarning;
import io.holdfast.contracts.job.Progress;
import io.holdfast.contracts.job.SubTask;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What changes about a job. {@code token} is the newest lease's, 0 before the first; it holds only while the job runs.
 */
record JobState(
        JobStatus status,
        int attempt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Progress progress,
        @Nullable Instant progressAt,
        List<SubTask> subTasks,
        @Nullable JobError error,
        List<JobWarning> warnings,
        Map<String, Object> result,
        long token,
        @Nullable String worker,
        @Nullable Instant leasedUntil) {

    static JobState queued(List<SubTask> subTasks) {
        return new JobState(
                JobStatus.Queued, 0, null, null, null, null, subTasks, null, List.of(), Map.of(), 0, null, null);
    }

    boolean heldBy(long lease) {
        return token == lease && (status == JobStatus.InProgress || status == JobStatus.Cancelling);
    }

    JobState leased(long lease, String holder, Instant now, Instant until) {
        return new JobState(
                JobStatus.InProgress,
                attempt + 1,
                startedAt == null ? now : startedAt,
                null,
                null,
                null,
                SubTasks.reset(subTasks),
                null,
                List.of(),
                Map.of(),
                lease,
                holder,
                until);
    }

    JobState queuedAgain(int attempts, long fence) {
        return new JobState(
                JobStatus.Queued,
                attempts,
                startedAt,
                null,
                null,
                null,
                SubTasks.reset(subTasks),
                null,
                List.of(),
                Map.of(),
                fence,
                null,
                null);
    }

    JobState cancelling() {
        return new JobState(
                JobStatus.Cancelling,
                attempt,
                startedAt,
                endedAt,
                progress,
                progressAt,
                subTasks,
                error,
                warnings,
                result,
                token,
                worker,
                leasedUntil);
    }

    JobState reported(@Nullable Progress newest, List<SubTask> tasks, Instant now) {
        return new JobState(
                status,
                attempt,
                startedAt,
                endedAt,
                newest == null ? progress : newest,
                newest == null ? progressAt : now,
                tasks,
                error,
                warnings,
                result,
                token,
                worker,
                leasedUntil);
    }

    JobState extended(Instant until) {
        return new JobState(
                status,
                attempt,
                startedAt,
                endedAt,
                progress,
                progressAt,
                subTasks,
                error,
                warnings,
                result,
                token,
                worker,
                until);
    }

    JobState ended(
            JobStatus outcome,
            @Nullable JobError why,
            List<JobWarning> warned,
            Map<String, Object> outcomeDetails,
            long fence,
            Instant now) {
        return new JobState(
                outcome,
                attempt,
                startedAt,
                now,
                progress,
                progressAt,
                SubTasks.settled(subTasks, outcome, now),
                why,
                warned,
                outcomeDetails,
                fence,
                worker,
                null);
    }
}
