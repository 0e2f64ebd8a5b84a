package io.holdfast.contracts.job;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A line of the event log. {@code seq} has no holes and its order is the order of commits.
 */
public record JobEvent(
        long seq,
        Instant at,
        JobEventType type,
        UUID job,
        @Nullable String vault,
        @Nullable UUID item,
        Operation operation,
        JobStatus status,
        String message,
        @Nullable Progress progress) {
    /** Whether the job's status was set by this event; these are what live streams carry. */
    public boolean isTransition() {
        return type != JobEventType.Message && type != JobEventType.SubTask;
    }
}
