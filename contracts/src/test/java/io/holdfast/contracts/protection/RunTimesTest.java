package io.holdfast.contracts.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.contracts.HoldfastException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunTimesTest {

    @Test
    void aDailyScheduleRunsAtEachOfItsTimes() {
        assertThat(runs(daily("UTC", "22:00", "06:30"), "2026-03-01T06:30:00Z", 3))
                .containsExactlyElementsOf(
                        instants("2026-03-01T22:00:00Z", "2026-03-02T06:30:00Z", "2026-03-02T22:00:00Z"));
    }

    @Test
    void aWeeklyScheduleRunsOnItsDaysOnly() {
        // 2026-03-01 is a Sunday
        assertThat(runs(weekly("UTC", "10:00", Weekday.Monday, Weekday.Thursday), "2026-03-01T00:00:00Z", 3))
                .containsExactlyElementsOf(
                        instants("2026-03-02T10:00:00Z", "2026-03-05T10:00:00Z", "2026-03-09T10:00:00Z"));
    }

    @Test
    void daysAreThoseOfTheTimeZone() {
        // Monday 08:00 in Auckland is Sunday in UTC
        assertThat(runs(weekly("Pacific/Auckland", "08:00", Weekday.Monday), "2026-06-01T00:00:00Z", 1))
                .containsExactlyElementsOf(instants("2026-06-07T20:00:00Z"));
    }

    @Test
    void theLocalTimeStaysWhenSummerTimeBegins() {
        assertThat(runs(daily("Europe/Berlin", "22:00"), "2026-03-28T00:00:00Z", 2))
                .containsExactlyElementsOf(instants("2026-03-28T21:00:00Z", "2026-03-29T20:00:00Z"));
    }

    @Test
    void aSkippedTimeHappensAtTheMomentOfTheChange() {
        // 2026-03-29 02:00 to 03:00 does not exist in Berlin
        assertThat(runs(daily("Europe/Berlin", "02:30"), "2026-03-28T12:00:00Z", 2))
                .containsExactlyElementsOf(instants("2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"));
    }

    @Test
    void severalSkippedTimesAreOneRun() {
        assertThat(runs(daily("Europe/Berlin", "02:15", "02:45", "03:00"), "2026-03-29T00:00:00Z", 2))
                .containsExactlyElementsOf(instants("2026-03-29T01:00:00Z", "2026-03-30T00:15:00Z"));
    }

    @Test
    void aTimeThatHappensTwiceRunsOnce() {
        // 2026-10-25 02:30 happens at 00:30Z and at 01:30Z in Berlin
        assertThat(runs(daily("Europe/Berlin", "02:30"), "2026-10-24T12:00:00Z", 2))
                .containsExactlyElementsOf(instants("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"));
        assertThat(runs(daily("Europe/Berlin", "02:30"), "2026-10-25T00:30:00Z", 1))
                .containsExactlyElementsOf(instants("2026-10-26T01:30:00Z"));
    }

    @Test
    void aDayThatAZoneNeverHadIsRunWhenTheNextBegins() {
        // Samoa went from 29 to 31 December 2011
        assertThat(runs(daily("Pacific/Apia", "12:00"), "2011-12-29T23:00:00Z", 2))
                .containsExactlyElementsOf(instants("2011-12-30T10:00:00Z", "2011-12-30T22:00:00Z"));
    }

    @Test
    void runsAreAscendingAndDistinctInEveryZoneAndYear() {
        for (String zone : List.of("America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Tehran")) {
            List<Instant> runs = runs(
                    daily(zone, "00:00", "00:30", "01:59", "02:00", "02:30", "23:59"), "2019-01-01T00:00:00Z", 6000);
            assertThat(runs).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void anHourlyScheduleRunsEveryFewHoursInItsWindowAlsoOverMidnight() {
        assertThat(runs(hourly(4, "08:00", 12), "2026-03-01T08:00:00Z", 4))
                .containsExactlyElementsOf(instants(
                        "2026-03-01T12:00:00Z",
                        "2026-03-01T16:00:00Z",
                        "2026-03-01T20:00:00Z",
                        "2026-03-02T08:00:00Z"));
        assertThat(runs(hourly(6, "20:30", 12), "2026-03-01T20:30:00Z", 3))
                .containsExactlyElementsOf(
                        instants("2026-03-02T02:30:00Z", "2026-03-02T08:30:00Z", "2026-03-02T20:30:00Z"));
        assertThat(runs(hourly(12, "08:00", 24), "2026-03-01T08:00:00Z", 2))
                .containsExactlyElementsOf(instants("2026-03-01T20:00:00Z", "2026-03-02T08:00:00Z"));
    }

    private static Schedule hourly(int every, String from, int hours) {
        Schedule.Hourly hourly = new Schedule.Hourly(every, from, hours);
        return new Schedule(ScheduleKind.Hourly, List.of(), List.of(), "UTC", hourly, null, null, null);
    }

    @Test
    void aScheduleThatNeverRunsIsRefused() {
        assertRefused(weekly("UTC", "10:00"), "/schedules/0/days");
        assertRefused(daily("UTC"), "/schedules/0/times");
        assertRefused(daily("UTC", "10:00", "24:30"), "/schedules/0/times/1");
        assertRefused(daily("Mars/Olympus", "10:00"), "/schedules/0/timeZone");
    }

    @Test
    void ofSeveralSchedulesTheOneThatNeverRunsIsNamed() {
        assertRefused(List.of(daily("UTC", "10:00"), weekly("UTC", "10:00")), "/schedules/1/days");
        assertRefused(List.of(), "/schedules");
    }

    @Test
    void severalSchedulesRunTogetherAndATimeThatTwoOfThemNameIsOneRun() {
        // 2026-03-01 is a Sunday
        RunTimes times = new RunTimes(
                List.of(weekly("UTC", "22:00", Weekday.Sunday), daily("UTC", "06:00", "22:00"), hourly(6, "08:00", 6)));
        assertThat(times.after(Instant.parse("2026-03-01T06:00:00Z"), 6))
                .containsExactlyElementsOf(instants(
                        "2026-03-01T08:00:00Z",
                        "2026-03-01T14:00:00Z",
                        "2026-03-01T22:00:00Z",
                        "2026-03-02T06:00:00Z",
                        "2026-03-02T08:00:00Z",
                        "2026-03-02T14:00:00Z"));
        assertThat(times.newest(Instant.parse("2026-03-02T05:59:59Z"))).isEqualTo("2026-03-01T22:00:00Z");
    }

    @Test
    void aRunBelongsToTheFirstScheduleThatNamesIt() {
        Schedule sunday = weekly("UTC", "22:00", Weekday.Sunday);
        Schedule nightly = daily("UTC", "22:00");
        RunTimes times = new RunTimes(List.of(sunday, nightly));
        assertThat(times.of(Instant.parse("2026-03-01T22:00:00Z"))).isEqualTo(sunday);
        assertThat(times.of(Instant.parse("2026-03-02T22:00:00Z"))).isEqualTo(nightly);
        assertThat(times.of(Instant.parse("2026-03-02T21:00:00Z")))
                .as("a run of schedules there were before")
                .isEqualTo(sunday);
    }

    private static void assertRefused(Schedule schedule, String pointer) {
        assertRefused(List.of(schedule), pointer);
    }

    private static void assertRefused(List<Schedule> schedules, String pointer) {
        assertThatThrownBy(() -> new RunTimes(schedules))
                .isInstanceOfSatisfying(
                        HoldfastException.class, e -> assertThat(e.failure().errors())
                                .extracting("pointer")
                                .containsExactly(pointer));
    }

    private static List<Instant> runs(Schedule schedule, String from, int count) {
        return new RunTimes(List.of(schedule)).after(Instant.parse(from), count);
    }

    private static Schedule daily(String zone, String... times) {
        return new Schedule(ScheduleKind.Daily, List.of(times), List.of(), zone);
    }

    private static Schedule weekly(String zone, String time, Weekday... days) {
        return new Schedule(ScheduleKind.Weekly, List.of(time), List.of(days), zone);
    }

    private static List<Instant> instants(String... texts) {
        return Stream.of(texts).map(Instant::parse).toList();
    }

    @Test
    void a_run_that_several_schedules_name_is_the_most_patient_ones_in_whatever_order() {
        Schedule hasty = new Schedule(
                ScheduleKind.Hourly,
                List.of(),
                List.of(),
                "UTC",
                new Schedule.Hourly(1, "00:00", 24),
                null,
                Misfire.Skip,
                Duration.ofMinutes(10));
        Schedule patient = new Schedule(ScheduleKind.Daily, List.of("22:00"), List.of(), "UTC");
        Instant both = Instant.parse("2026-03-01T22:00:00Z");
        assertThat(new RunTimes(List.of(hasty, patient)).of(both)).isEqualTo(patient);
        assertThat(new RunTimes(List.of(patient, hasty)).of(both)).isEqualTo(patient);
        assertThat(new RunTimes(List.of(patient, hasty)).of(both.plusSeconds(3600)))
                .isEqualTo(hasty);
    }
}
