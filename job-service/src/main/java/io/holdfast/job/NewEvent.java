package io.holdfast.job;

import io.holdfast.contracts.job.JobEvent;
import io.holdfast.contracts.job.JobEventType;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.job.Progress;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A line for the event log that has no number yet.
 */
record NewEvent(
        JobEventType type,
        UUID job,
        @Nullable String vault,
        @Nullable UUID item,
        Operation operation,
        JobStatus status,
        String message,
        @Nullable Progress progress) {

    static NewEvent of(JobEventType type, TrackedJob job, String message) {
        boolean transition = type != JobEventType.Message && type != JobEventType.SubTask;
        return new NewEvent(
                type,
                job.id(),
                job.asked().vault(),
                job.asked().item() == null ? null : job.asked().item().id(),
                job.asked().operation(),
                job.state().status(),
                message,
                transition ? job.state().progress() : null);
    }

    JobEvent numbered(long seq, Instant at) {
        return new JobEvent(seq, at, type, job, vault, item, operation, status, message, progress);
    }
}
