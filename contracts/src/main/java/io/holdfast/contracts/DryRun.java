package io.holdfast.contracts;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Exactly what a request would do. {@code recoveryPoints}: those that would go, or go earlier than they do now, of very many the first
 * {@link #MAX_LISTED}; {@code recoveryPointCount} counts them all. {@code bytesFreed}: what no other point needs. Where that
 * could not be worked out in time {@code bytesFreedExact} is false, and it is the sum of what the points stored when they were made.
 */
public record DryRun(
        List<Loss> recoveryPoints,
        long recoveryPointCount,
        long bytesFreed,
        boolean bytesFreedExact,
        List<String> effects) {

    public static final int MAX_LISTED = 1000;

    /** {@code itemName}: with the cloud service in front; {@code time}: the point's; {@code goesAt}: when it would go, and till then the request can be undone. */
    public record Loss(UUID id, UUID item, String itemName, Instant time, Instant goesAt, long storedBytes) {}
}
