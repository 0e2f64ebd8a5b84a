package io.holdfast.alert;

import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.protection.PolicySchedule;
import io.holdfast.contracts.protection.RunTimes;
import io.holdfast.contracts.protection.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a policy promises, found out from its schedules alone: whoever is to start its runs may be the one that is dead. {@code due}: the newest run whose
 * backup should be there by now; null when there is none.
 */
record Expectation(boolean paused, @Nullable Instant due) {

    private static final Logger log = LoggerFactory.getLogger(Expectation.class);

    static Expectation of(PolicySchedule policy, Duration tolerance, Instant now) {
        try {
            Instant due = policy.schedules().stream()
                    .map(schedule -> newest(schedule, tolerance, now))
                    .max(Comparator.naturalOrder())
                    .orElse(policy.since());
            return new Expectation(policy.paused(), due.isAfter(policy.since()) ? due : null);
        } catch (HoldfastException never) {
            log.warn("Policy {} of vault {} can never run: {}", policy.policy(), policy.vault(), never.getMessage());
            return new Expectation(policy.paused(), null);
        }
    }

    private static Instant newest(Schedule schedule, Duration tolerance, Instant now) {
        Duration jitter = schedule.jitter() == null ? Duration.ZERO : schedule.jitter();
        return new RunTimes(List.of(schedule)).newest(now.minus(tolerance).minus(jitter));
    }
}
