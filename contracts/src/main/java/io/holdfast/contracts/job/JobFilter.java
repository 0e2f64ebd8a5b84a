package io.holdfast.contracts.job;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An empty list filters nothing. {@code from} and {@code to} bound {@code createdAt}, half-open.
 */
public record JobFilter(
        @Nullable String vault,
        List<JobStatus> status,
        List<Operation> operation,
        @Nullable UUID item,
        @Nullable Instant from,
        @Nullable Instant to) {
    public static JobFilter all() {
        return new JobFilter(null, List.of(), List.of(), null, null, null);
    }
}
