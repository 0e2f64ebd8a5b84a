package io.holdfast.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.protection.PolicySchedule;
import io.holdfast.contracts.protection.Schedule;
import io.holdfast.contracts.protection.ScheduleKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExpectationTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Instant LONG_AGO = Instant.parse("2025-01-01T00:00:00Z");

    @Test
    void a_run_is_due_when_its_tolerance_is_over() {
        assertThat(due(null, LONG_AGO, "2026-03-01T22:59:59Z")).isEqualTo("2026-02-28T22:00:00Z");
        assertThat(due(null, LONG_AGO, "2026-03-01T23:00:00Z")).isEqualTo("2026-03-01T22:00:00Z");
    }

    @Test
    void a_run_that_may_start_late_by_its_jitter_is_due_later_by_as_much() {
        Duration jitter = Duration.ofMinutes(30);
        assertThat(due(jitter, LONG_AGO, "2026-03-01T23:29:59Z")).isEqualTo("2026-02-28T22:00:00Z");
        assertThat(due(jitter, LONG_AGO, "2026-03-01T23:30:00Z")).isEqualTo("2026-03-01T22:00:00Z");
    }

    @Test
    void runs_from_before_the_schedule_was_what_it_is_are_not_due() {
        assertThat(due(null, Instant.parse("2026-03-01T22:00:00Z"), "2026-03-01T23:30:00Z"))
                .isEqualTo("null");
        assertThat(due(null, Instant.parse("2026-03-01T21:59:59Z"), "2026-03-01T23:30:00Z"))
                .isEqualTo("2026-03-01T22:00:00Z");
    }

    @Test
    void of_several_schedules_the_newest_run_that_is_due_counts_each_with_its_own_jitter() {
        Schedule nightly = new Schedule(ScheduleKind.Daily, List.of("22:00"), List.of(), "UTC");
        Duration jitter = Duration.ofHours(2);
        Schedule noon = new Schedule(ScheduleKind.Daily, List.of("12:00"), List.of(), "UTC", null, jitter, null, null);
        PolicySchedule policy =
                new PolicySchedule("main", "both", List.of(nightly, noon), false, LONG_AGO, LONG_AGO, 1);
        assertThat(Expectation.of(policy, HOUR, Instant.parse("2026-03-01T14:59:59Z"))
                        .due())
                .isEqualTo("2026-02-28T22:00:00Z");
        assertThat(Expectation.of(policy, HOUR, Instant.parse("2026-03-01T15:00:00Z"))
                        .due())
                .isEqualTo("2026-03-01T12:00:00Z");
    }

    @Test
    void a_policy_that_can_never_run_holds_up_no_other() {
        Schedule never = new Schedule(ScheduleKind.Daily, List.of(), List.of(), "UTC");
        assertThat(Expectation.of(policy(never, LONG_AGO), HOUR, Instant.parse("2026-03-01T23:30:00Z"))
                        .due())
                .isNull();
    }

    private static String due(@Nullable Duration jitter, Instant since, String now) {
        Schedule schedule =
                new Schedule(ScheduleKind.Daily, List.of("22:00"), List.of(), "UTC", null, jitter, null, null);
        return String.valueOf(Expectation.of(policy(schedule, since), HOUR, Instant.parse(now))
                .due());
    }

    private static PolicySchedule policy(Schedule schedule, Instant since) {
        return new PolicySchedule("main", "nightly", List.of(schedule), false, since, LONG_AGO, 1);
    }
}
