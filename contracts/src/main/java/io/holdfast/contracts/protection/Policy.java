package io.holdfast.contracts.protection;

import java.time.Instant;
import java.util.List;

/**
 * Schedules, one or several of one time zone, plus a retention scheme.
 */
public record Policy(
        String name,
        String vault,
        List<Schedule> schedules,
        Retention retention,
        boolean paused,
        int itemCount,
        Instant createdAt,
        long version) {}
