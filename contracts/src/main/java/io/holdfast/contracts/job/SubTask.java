package io.holdfast.contracts.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A named phase of a job.
 */
public record SubTask(
        String name,
        SubTaskStatus status,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt) {}
