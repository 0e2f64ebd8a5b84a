package io.holdfast.contracts.protection;

import java.time.Instant;

/**
 * A schedule plus a retention scheme.
 */
public record Policy(
        String name,
        String vault,
        Schedule schedule,
        Retention retention,
        boolean paused,
        int itemCount,
        Instant createdAt,
        long version) {}
