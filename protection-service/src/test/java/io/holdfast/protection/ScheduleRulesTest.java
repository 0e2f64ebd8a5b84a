package io.holdfast.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.protection.Misfire;
import io.holdfast.contracts.protection.Schedule;
import io.holdfast.contracts.protection.Schedule.Hourly;
import io.holdfast.contracts.protection.ScheduleKind;
import io.holdfast.contracts.protection.Weekday;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ScheduleRulesTest {

    private static final Duration MINUTES = Duration.ofMinutes(10);

    @Test
    void everyKindIsAcceptedWithJitterAndAStartDeadline() {
        assertThat(errors(of(ScheduleKind.Daily, List.of("22:00"), null, MINUTES, Misfire.Skip, MINUTES)))
                .isEmpty();
        assertThat(errors(hourly(new Hourly(4, "08:00", 12), MINUTES, Misfire.FireOnce, null)))
                .isEmpty();
        assertThat(errors(hourly(new Hourly(24, "00:00", 24), null, null, null)))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void isRefusedWithTheExactField(String name, Schedule schedule, String pointer, String code) {
        assertThat(errors(schedule))
                .extracting(FieldError::pointer, FieldError::code)
                .containsExactly(tuple("/schedule" + pointer, code));
    }

    static Stream<Arguments> isRefusedWithTheExactField() {
        return Stream.of(
                bad("hourly without its hours", hourly(null, null, null, null), "/hourly", "Required"),
                bad(
                        "hourly with times",
                        of(ScheduleKind.Hourly, List.of("22:00"), new Hourly(4, "08:00", 12), null, null, null),
                        "/times",
                        "NotAllowed"),
                bad(
                        "hours of a daily schedule",
                        of(ScheduleKind.Daily, List.of("22:00"), new Hourly(4, "08:00", 12), null, null, null),
                        "/hourly",
                        "NotAllowed"),
                bad(
                        "every 0 hours",
                        hourly(new Hourly(0, "08:00", 12), null, null, null),
                        "/hourly/every",
                        "OutOfRange"),
                bad(
                        "every 25 hours",
                        hourly(new Hourly(25, "08:00", 12), null, null, null),
                        "/hourly/every",
                        "OutOfRange"),
                bad(
                        "a window of 25 hours",
                        hourly(new Hourly(4, "08:00", 25), null, null, null),
                        "/hourly/hours",
                        "OutOfRange"),
                bad(
                        "a window from nowhere",
                        hourly(new Hourly(4, null, 12), null, null, null),
                        "/hourly/from",
                        "Required"),
                bad("a window from 8", hourly(new Hourly(4, "8", 12), null, null, null), "/hourly/from", "Invalid"),
                bad(
                        "days of an hourly schedule",
                        new Schedule(
                                ScheduleKind.Hourly,
                                List.of(),
                                List.of(Weekday.Monday),
                                "UTC",
                                new Hourly(4, "08:00", 12),
                                null,
                                null,
                                null),
                        "/days",
                        "NotAllowed"),
                bad("jitter of nothing", daily(Duration.ZERO, null, null), "/jitter", "OutOfRange"),
                bad("jitter of a day", daily(Duration.ofDays(1), null, null), "/jitter", "OutOfRange"),
                bad(
                        "jitter over the next run",
                        hourly(new Hourly(1, "08:00", 12), Duration.ofMinutes(61), null, null),
                        "/jitter",
                        "OutOfRange"),
                bad("Skip without a deadline", daily(null, Misfire.Skip, null), "/startDeadline", "Required"),
                bad("a deadline without Skip", daily(null, null, MINUTES), "/startDeadline", "NotAllowed"),
                bad(
                        "a deadline of eight days",
                        daily(null, Misfire.Skip, Duration.ofDays(8)),
                        "/startDeadline",
                        "OutOfRange"));
    }

    private static Arguments bad(String name, Schedule schedule, String pointer, String code) {
        return arguments(name, schedule, pointer, code);
    }

    private static List<FieldError> errors(Schedule schedule) {
        Fields fields = new Fields();
        ScheduleRules.check(schedule, fields.at("/schedule"));
        return fields.errors();
    }

    private static Schedule daily(@Nullable Duration jitter, @Nullable Misfire misfire, @Nullable Duration deadline) {
        return of(ScheduleKind.Daily, List.of("22:00"), null, jitter, misfire, deadline);
    }

    private static Schedule hourly(
            @Nullable Hourly hourly,
            @Nullable Duration jitter,
            @Nullable Misfire misfire,
            @Nullable Duration deadline) {
        return of(ScheduleKind.Hourly, List.of(), hourly, jitter, misfire, deadline);
    }

    private static Schedule of(
            ScheduleKind kind,
            List<String> times,
            @Nullable Hourly hourly,
            @Nullable Duration jitter,
            @Nullable Misfire misfire,
            @Nullable Duration deadline) {
        return new Schedule(kind, times, List.of(), "UTC", hourly, jitter, misfire, deadline);
    }
}
