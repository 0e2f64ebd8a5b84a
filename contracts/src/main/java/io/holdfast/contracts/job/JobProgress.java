package io.holdfast.contracts.job;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A progress hint; at most two a second a job.
 */
public record JobProgress(
        UUID job,
        @Nullable String vault,
        @Nullable UUID item,
        Operation operation,
        JobStatus status,
        Instant at,
        Progress progress) {}
