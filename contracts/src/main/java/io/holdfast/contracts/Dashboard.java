package io.holdfast.contracts;

import io.holdfast.contracts.alert.AlertCounts;
import io.holdfast.contracts.job.JobCounts;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A vault, or without one everything, in numbers; composed by the gateway. {@code jobs}: created in the 24 hours before {@code asOf}.
 * {@code oldestLatestPoint}: the newest point of the item whose newest point is oldest. {@code alerts}: null while alert-service is away.
 */
public record Dashboard(
        @Nullable String vault,
        long protectedItems,
        long registeredItems,
        long recoveryPoints,
        JobCounts jobs,
        Storage storage,
        @Nullable Instant oldestLatestPoint,
        @Nullable AlertCounts alerts,
        Instant asOf) {
    /** {@code logicalBytes}: all points as if each were stored in full. */
    public record Storage(long logicalBytes, long storedBytes) {}
}
