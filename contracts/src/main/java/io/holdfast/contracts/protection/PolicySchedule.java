package io.holdfast.contracts.protection;

import java.time.Instant;

/**
 * What a scheduler has to know of a policy. {@code since}: when the schedule became what it is, or was resumed. Of two answers about a policy, the one with the later
 * {@code createdAt} and then the higher {@code version} is the newer.
 */
public record PolicySchedule(
        String vault,
        String policy,
        Schedule schedule,
        boolean paused,
        Instant since,
        Instant createdAt,
        long version) {}
