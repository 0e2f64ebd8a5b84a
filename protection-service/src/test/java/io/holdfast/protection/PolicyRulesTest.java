package io.holdfast.protection;

import static io.holdfast.contracts.protection.Weekday.Monday;
import static io.holdfast.contracts.protection.Weekday.Sunday;
import static io.holdfast.contracts.protection.Weekday.Wednesday;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.protection.DayBased;
import io.holdfast.contracts.protection.MonthOfYear;
import io.holdfast.contracts.protection.NewPolicy;
import io.holdfast.contracts.protection.Retention;
import io.holdfast.contracts.protection.Retention.Daily;
import io.holdfast.contracts.protection.Retention.Monthly;
import io.holdfast.contracts.protection.Retention.Weekly;
import io.holdfast.contracts.protection.Retention.Yearly;
import io.holdfast.contracts.protection.Schedule;
import io.holdfast.contracts.protection.ScheduleKind;
import io.holdfast.contracts.protection.WeekBased;
import io.holdfast.contracts.protection.WeekOfMonth;
import io.holdfast.contracts.protection.Weekday;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyRulesTest {

    private static final Schedule DAILY = daily("22:00");
    private static final Schedule MON_WED = weekly(Monday, Wednesday);
    private static final Retention THIRTY_DAYS = new Retention(new Daily(30), null, null, null);
    private static final WeekBased FIRST_MONDAY = new WeekBased(List.of(WeekOfMonth.First), List.of(Monday));
    private static final DayBased LAST_DAY = new DayBased(List.of(), true);

    @Test
    void theDefaultPolicyIsValid() {
        assertThat(errors(PolicyRules.DEFAULT)).isEmpty();
    }

    @Test
    void theFullModelIsAccepted() {
        Retention all = new Retention(
                new Daily(9999),
                new Weekly(List.of(Sunday), 5163),
                new Monthly(null, new DayBased(List.of(1, 28), true), 1188),
                new Yearly(List.of(MonthOfYear.January), FIRST_MONDAY, null, 99));
        assertThat(errors(daily("00:00", "07:31", "23:59"), all)).isEmpty();
    }

    @Test
    void aWeeklyPolicyKeepsByItsOwnWeekdays() {
        Retention weekly = new Retention(
                null,
                new Weekly(List.of(Wednesday, Monday), 1),
                new Monthly(FIRST_MONDAY, null, 2),
                new Yearly(List.of(MonthOfYear.February, MonthOfYear.November), FIRST_MONDAY, null, 4));
        assertThat(errors(MON_WED, weekly)).isEmpty();
    }

    @Test
    void aDailyScheduleBesideAWeeklyOneMakesPointsOfEveryDay() {
        Retention all = new Retention(
                new Daily(7),
                new Weekly(List.of(Sunday), 4),
                new Monthly(null, LAST_DAY, 12),
                new Yearly(List.of(MonthOfYear.January), FIRST_MONDAY, null, 3));
        assertThat(errors(List.of(weekly(Monday, Wednesday), weekly(Sunday, "22:00"), dailyUtc("04:00")), all))
                .isEmpty();
    }

    @Test
    void severalWeeklySchedulesKeepByAllTheirWeekdays() {
        List<Schedule> schedules = List.of(MON_WED, weekly(Sunday, "22:00"));
        assertThat(errors(
                        schedules, new Retention(null, new Weekly(List.of(Monday, Wednesday, Sunday), 4), null, null)))
                .isEmpty();
        assertThat(errors(schedules, new Retention(null, new Weekly(List.of(Monday, Wednesday), 4), null, null)))
                .extracting(FieldError::pointer)
                .containsExactly("/retention/weekly/weekdays");
        assertThat(errors(schedules, THIRTY_DAYS))
                .extracting(FieldError::pointer)
                .containsExactly("/retention/daily", "/retention/weekly");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void refusesWithTheExactField(String name, Schedule schedule, Retention retention, List<String> expected) {
        assertThat(errors(schedule, retention))
                .extracting(error -> error.pointer() + " " + error.code())
                .containsExactlyElementsOf(expected);
    }

    static Stream<Arguments> bad() {
        Weekly mondays = new Weekly(List.of(Monday), 4);
        Weekly same = new Weekly(List.of(Monday, Wednesday), 4);
        return Stream.of(
                bad("no schedule", null, THIRTY_DAYS, "/schedules Required"),
                bad("no retention", DAILY, null, "/retention Required"),
                bad(
                        "no kind",
                        new Schedule(null, List.of("22:00"), List.of(), "UTC"),
                        THIRTY_DAYS,
                        "/schedules/0/kind Required"),
                bad("no times", daily(), THIRTY_DAYS, "/schedules/0/times Required"),
                bad(
                        "not a time",
                        daily("7:00", "24:00", "12:60", "noon"),
                        THIRTY_DAYS,
                        "/schedules/0/times/0 Invalid",
                        "/schedules/0/times/1 Invalid",
                        "/schedules/0/times/2 Invalid",
                        "/schedules/0/times/3 Invalid"),
                bad("a time twice", daily("22:00", "22:00"), THIRTY_DAYS, "/schedules/0/times/1 Duplicate"),
                bad(
                        "a missing time",
                        new Schedule(ScheduleKind.Daily, Arrays.asList("22:00", null), List.of(), "UTC"),
                        THIRTY_DAYS,
                        "/schedules/0/times/1 Required"),
                bad(
                        "daily with weekdays",
                        new Schedule(ScheduleKind.Daily, List.of("22:00"), List.of(Monday), "UTC"),
                        THIRTY_DAYS,
                        "/schedules/0/days NotAllowed"),
                bad(
                        "no zone",
                        new Schedule(ScheduleKind.Daily, List.of("22:00"), List.of(), null),
                        THIRTY_DAYS,
                        "/schedules/0/timeZone Required"),
                bad(
                        "an offset for a zone",
                        new Schedule(ScheduleKind.Daily, List.of("22:00"), List.of(), "+02:00"),
                        THIRTY_DAYS,
                        "/schedules/0/timeZone Invalid"),
                bad(
                        "an unknown zone",
                        new Schedule(ScheduleKind.Daily, List.of("22:00"), List.of(), "Mars/Olympus"),
                        THIRTY_DAYS,
                        "/schedules/0/timeZone Invalid"),
                bad(
                        "weekly without weekdays",
                        weekly(),
                        new Retention(null, mondays, null, null),
                        "/schedules/0/days Required",
                        "/retention/weekly/weekdays Mismatch"),
                bad(
                        "a weekday twice",
                        weekly(Monday, Monday),
                        new Retention(null, mondays, null, null),
                        "/schedules/0/days/1 Duplicate"),
                bad("nothing kept", DAILY, new Retention(null, null, null, null), "/retention/daily Required"),
                bad(
                        "daily without daily retention",
                        DAILY,
                        new Retention(null, mondays, null, null),
                        "/retention/daily Required"),
                bad(
                        "days too few",
                        DAILY,
                        new Retention(new Daily(0), null, null, null),
                        "/retention/daily/days OutOfRange"),
                bad(
                        "days too many",
                        DAILY,
                        new Retention(new Daily(10_000), null, null, null),
                        "/retention/daily/days OutOfRange"),
                bad(
                        "weeks too many",
                        DAILY,
                        new Retention(new Daily(1), new Weekly(List.of(Monday), 5164), null, null),
                        "/retention/weekly/weeks OutOfRange"),
                bad(
                        "weekly kept without weekdays",
                        DAILY,
                        new Retention(new Daily(1), new Weekly(List.of(), 1), null, null),
                        "/retention/weekly/weekdays Required"),
                bad(
                        "weekly with daily retention",
                        MON_WED,
                        new Retention(new Daily(7), same, null, null),
                        "/retention/daily NotAllowed"),
                bad(
                        "weekly without weekly retention",
                        MON_WED,
                        new Retention(null, null, null, null),
                        "/retention/weekly Required"),
                bad(
                        "weekly kept on other weekdays",
                        MON_WED,
                        new Retention(null, mondays, null, null),
                        "/retention/weekly/weekdays Mismatch"),
                bad(
                        "month without a format",
                        DAILY,
                        new Retention(new Daily(1), null, new Monthly(null, null, 1), null),
                        "/retention/monthly Required"),
                bad(
                        "month in both formats",
                        DAILY,
                        new Retention(new Daily(1), null, new Monthly(FIRST_MONDAY, LAST_DAY, 1), null),
                        "/retention/monthly/dayBased NotAllowed"),
                bad(
                        "months out of range",
                        DAILY,
                        new Retention(new Daily(1), null, new Monthly(FIRST_MONDAY, null, 1189), null),
                        "/retention/monthly/months OutOfRange"),
                bad(
                        "no weeks of the month",
                        DAILY,
                        new Retention(
                                new Daily(1),
                                null,
                                new Monthly(new WeekBased(List.of(), List.of(Monday)), null, 1),
                                null),
                        "/retention/monthly/weekBased/weeks Required"),
                bad(
                        "week kept on a day without backup",
                        MON_WED,
                        new Retention(
                                null,
                                same,
                                new Monthly(new WeekBased(List.of(WeekOfMonth.Last), List.of(Monday, Sunday)), null, 1),
                                null),
                        "/retention/monthly/weekBased/weekdays/1 Mismatch"),
                bad(
                        "days of the month with a weekly schedule",
                        MON_WED,
                        new Retention(null, same, new Monthly(null, LAST_DAY, 1), null),
                        "/retention/monthly/dayBased NotAllowed"),
                bad(
                        "days of the month out of range",
                        DAILY,
                        new Retention(
                                new Daily(1),
                                null,
                                new Monthly(null, new DayBased(List.of(0, 28, 29, 28), false), 1),
                                null),
                        "/retention/monthly/dayBased/days/3 Duplicate",
                        "/retention/monthly/dayBased/days/0 OutOfRange",
                        "/retention/monthly/dayBased/days/2 OutOfRange"),
                bad(
                        "no day of the month",
                        DAILY,
                        new Retention(new Daily(1), null, new Monthly(null, new DayBased(List.of(), false), 1), null),
                        "/retention/monthly/dayBased/days Required"),
                bad(
                        "year without months",
                        DAILY,
                        new Retention(new Daily(1), null, null, new Yearly(List.of(), null, LAST_DAY, 1)),
                        "/retention/yearly/months Required"),
                bad(
                        "years out of range",
                        DAILY,
                        new Retention(
                                new Daily(1), null, null, new Yearly(List.of(MonthOfYear.May), null, LAST_DAY, 100)),
                        "/retention/yearly/years OutOfRange"));
    }

    @Test
    void whatIsWrongElsewhereDoesNotHideThatThereAreTooManyRuns() {
        List<Schedule> crowded = Stream.of("00:00", "00:10", "00:20", "00:30", "00:40")
                .map(from -> new Schedule(
                        ScheduleKind.Hourly,
                        List.of(),
                        List.of(),
                        "UTC",
                        new Schedule.Hourly(1, from, 23),
                        null,
                        null,
                        null))
                .toList();
        assertThat(errors(new NewPolicy("1st", crowded, new Retention(new Daily(0), null, null, null))))
                .extracting(FieldError::pointer)
                .containsExactly("/name", "/schedules", "/retention/daily/days");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab", "1st", "-abc", "with blank", "under_score", "dot.", ""})
    void refusesOtherNames(String name) {
        assertThat(errors(new NewPolicy(name, List.of(DAILY), THIRTY_DAYS)))
                .extracting(FieldError::pointer)
                .containsExactly("/name");
    }

    @Test
    void aNameHasAtMost150Characters() {
        assertThat(errors(new NewPolicy("a".repeat(150), List.of(DAILY), THIRTY_DAYS)))
                .isEmpty();
        assertThat(errors(new NewPolicy("a".repeat(151), List.of(DAILY), THIRTY_DAYS)))
                .hasSize(1);
    }

    private static Arguments bad(
            String name, @Nullable Schedule schedule, @Nullable Retention retention, String... expected) {
        return arguments(name, schedule, retention, List.of(expected));
    }

    private static List<FieldError> errors(NewPolicy policy) {
        Fields fields = new Fields();
        PolicyRules.check(policy, fields);
        return fields.errors();
    }

    private static List<FieldError> errors(@Nullable Schedule schedule, @Nullable Retention retention) {
        return errors(schedule == null ? null : List.of(schedule), retention);
    }

    private static List<FieldError> errors(@Nullable List<Schedule> schedules, @Nullable Retention retention) {
        Fields fields = new Fields();
        PolicyRules.check(schedules, retention, fields);
        return fields.errors();
    }

    private static Schedule daily(String... times) {
        return new Schedule(ScheduleKind.Daily, List.of(times), List.of(), "Europe/Berlin");
    }

    private static Schedule dailyUtc(String... times) {
        return new Schedule(ScheduleKind.Daily, List.of(times), List.of(), "UTC");
    }

    private static Schedule weekly(Weekday day, String time) {
        return new Schedule(ScheduleKind.Weekly, List.of(time), List.of(day), "UTC");
    }

    private static Schedule weekly(Weekday... days) {
        return new Schedule(ScheduleKind.Weekly, List.of("10:00"), List.of(days), "UTC");
    }
}
