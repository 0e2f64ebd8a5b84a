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
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
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
                .containsExactly(tuple("/schedules/0" + pointer, code));
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

    @Test
    void aPolicyHasUpToTenDifferentSchedulesOfOneTimeZone() {
        Schedule nightly = daily(null, null, null);
        Schedule elsewhere = new Schedule(ScheduleKind.Daily, List.of("21:00"), List.of(), "Europe/Berlin");
        assertThat(errors(List.of())).containsExactly("/schedules Required");
        assertThat(errors(Arrays.asList(nightly, null))).containsExactly("/schedules/1 Required");
        assertThat(errors(List.of(nightly, nightly))).containsExactly("/schedules/1 Duplicate");
        assertThat(errors(List.of(dailyAt("06:00", "18:00"), nightly, dailyAt("18:00", "06:00"))))
                .as("in another order")
                .containsExactly("/schedules/2 Duplicate");
        assertThat(errors(List.of(nightly, elsewhere))).containsExactly("/schedules/1/timeZone Mismatch");
        assertThat(errors(at(10))).isEmpty();
        assertThat(errors(at(11))).containsExactly("/schedules OutOfRange");
    }

    @Test
    void allSchedulesTogetherRunAtMost96TimesADay() {
        List<Schedule> each15Minutes =
                List.of(hourlyAt("00:00"), hourlyAt("00:15"), hourlyAt("00:30"), hourlyAt("00:45"));
        assertThat(errors(each15Minutes)).isEmpty();
        List<Schedule> more = new ArrayList<>(each15Minutes);
        more.add(of(ScheduleKind.Daily, List.of("12:15"), null, null, null, null));
        assertThat(errors(more)).as("a time that is there already").isEmpty();
        more.add(of(ScheduleKind.Daily, List.of("12:20"), null, null, null, null));
        assertThat(errors(more)).containsExactly("/schedules OutOfRange");
    }

    @Test
    void jitterDoesNotReachTheNextRunOfAnotherSchedule() {
        Schedule noon = of(ScheduleKind.Daily, List.of("12:00"), null, Duration.ofMinutes(31), null, null);
        Schedule weekly = new Schedule(ScheduleKind.Weekly, List.of("12:30"), List.of(Weekday.Friday), "UTC");
        assertThat(errors(List.of(noon))).isEmpty();
        assertThat(errors(List.of(weekly, noon))).containsExactly("/schedules/1/jitter OutOfRange");
    }

    /** So many, an hour from each other. */
    private static List<Schedule> at(int count) {
        return IntStream.range(0, count)
                .mapToObj(hour ->
                        of(ScheduleKind.Daily, List.of(LocalTime.of(hour, 0).toString()), null, null, null, null))
                .toList();
    }

    private static Schedule dailyAt(String... times) {
        return of(ScheduleKind.Daily, List.of(times), null, null, null, null);
    }

    private static Schedule hourlyAt(String from) {
        return hourly(new Hourly(1, from, 23), null, null, null);
    }

    private static List<String> errors(List<Schedule> schedules) {
        Fields fields = new Fields();
        ScheduleRules.check(schedules, fields.at("/schedules"));
        return fields.errors().stream()
                .map(error -> error.pointer() + " " + error.code())
                .toList();
    }

    private static List<FieldError> errors(Schedule schedule) {
        Fields fields = new Fields();
        ScheduleRules.check(List.of(schedule), fields.at("/schedules"));
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
