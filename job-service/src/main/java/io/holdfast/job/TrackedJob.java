package io.holdfast.job;

import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.Lease;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A job as the tracker keeps it: what was asked, and how far it is.
 */
record TrackedJob(JobSubmission asked, Instant createdAt, int maxAttempts, JobState state) {

    UUID id() {
        return asked.id();
    }

    TrackedJob with(JobState next) {
        return new TrackedJob(asked, createdAt, maxAttempts, next);
    }

    Job view() {
        return new Job(
                asked.id(),
                asked.operation(),
                asked.vault(),
                state.status(),
                asked.item(),
                asked.machine(),
                asked.subscription(),
                asked.trigger(),
                asked.createdBy(),
                createdAt,
                state.startedAt(),
                state.endedAt(),
                state.attempt(),
                maxAttempts,
                state.status() == JobStatus.Queued || state.status() == JobStatus.InProgress,
                state.progress(),
                state.subTasks(),
                state.error(),
                state.warnings(),
                state.result());
    }

    Lease lease() {
        return new Lease(
                asked.id(),
                state.token(),
                state.attempt(),
                asked.operation(),
                asked.vault(),
                asked.item(),
                asked.machine(),
                asked.subscription(),
                asked.params(),
                asked.createdBy(),
                Objects.requireNonNull(state.leasedUntil()),
                state.status() == JobStatus.Cancelling);
    }
}
