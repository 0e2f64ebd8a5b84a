package io.holdfast.scheduler;

import io.holdfast.contracts.protection.PolicySchedule;
import io.holdfast.contracts.protection.RunTimes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Spreads the runs of policies that have the same times. A run's share is the same whoever asks, and another one for each policy and run.
 */
final class Jitter {

    private Jitter() {}

    /** When the run of this nominal time starts. */
    static Instant start(PolicySchedule policy, RunTimes times, Instant nominal) {
        Duration window = times.of(nominal).jitter();
        if (window == null || window.toMillis() < 1) {
            return nominal;
        }
        String run = policy.vault() + "/" + policy.policy() + "/" + nominal;
        long random =
                UUID.nameUUIDFromBytes(run.getBytes(StandardCharsets.UTF_8)).getLeastSignificantBits();
        return nominal.plusMillis(Math.floorMod(random, window.toMillis()));
    }
}
