package io.holdfast.contracts.protection;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * {@code logicalBytes}: all points as if each were stored in full. {@code oldestLatestPoint}: the newest point of the item whose newest point is oldest.
 */
public record VaultSummary(
        long protectedItems,
        long recoveryPoints,
        long logicalBytes,
        long storedBytes,
        @Nullable Instant oldestLatestPoint) {}
