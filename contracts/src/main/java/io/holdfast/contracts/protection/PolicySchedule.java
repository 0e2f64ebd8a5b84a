package io.holdfast.contracts.protection;

import java.time.Instant;
import java.util.List;

/**
 * What a scheduler has to know of a policy. {@code since}: when the schedules became what they are, or were resumed. Of two answers about a policy, the one with the later
 * {@code createdAt} and then the higher {@code version} is the newer.
 */
public record PolicySchedule(
        String vault,
        String policy,
        List<Schedule> schedules,
        boolean paused,
        Instant since,
        Instant createdAt,
        long version) {}
