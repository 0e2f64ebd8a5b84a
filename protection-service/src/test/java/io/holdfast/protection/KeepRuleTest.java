package io.holdfast.protection;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.protection.DayBased;
import io.holdfast.contracts.protection.MonthOfYear;
import io.holdfast.contracts.protection.Retention;
import io.holdfast.contracts.protection.Retention.Daily;
import io.holdfast.contracts.protection.Retention.Monthly;
import io.holdfast.contracts.protection.Retention.Weekly;
import io.holdfast.contracts.protection.Retention.Yearly;
import io.holdfast.contracts.protection.WeekBased;
import io.holdfast.contracts.protection.WeekOfMonth;
import io.holdfast.contracts.protection.Weekday;
import io.holdfast.platform.Ids;
import io.holdfast.protection.KeepRule.Kept;
import io.holdfast.protection.KeepRule.Point;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeepRuleTest {

    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final WeekBased FIRST_SUNDAY = new WeekBased(List.of(WeekOfMonth.First), List.of(Weekday.Sunday));

    /** Days, Sundays, last Sundays of months, first Sundays of January. */
    private static final Retention SEED = new Retention(
            new Daily(30),
            new Weekly(List.of(Weekday.Sunday), 104),
            new Monthly(new WeekBased(List.of(WeekOfMonth.Last), List.of(Weekday.Sunday)), null, 120),
            new Yearly(List.of(MonthOfYear.January), FIRST_SUNDAY, null, 99));

    @Test
    void thePointOfAnyDayIsADailyOne() {
        assertThat(by("2026-03-03T22:00:00Z", SEED)).isEqualTo(kept("2026-04-02T22:00:00Z", "Daily"));
    }

    @Test
    void theLongestSchemeDecides() {
        assertThat(by("2026-03-08T22:00:00Z", SEED)).isEqualTo(kept("2028-03-05T22:00:00Z", "Weekly"));
        assertThat(by("2026-03-29T22:00:00Z", SEED)).isEqualTo(kept("2036-03-29T22:00:00Z", "Monthly"));
        assertThat(by("2026-01-04T22:00:00Z", SEED)).isEqualTo(kept("2125-01-04T22:00:00Z", "Yearly"));
    }

    @Test
    void aLongDailySchemeBeatsAShortWeeklyOne() {
        Retention retention = new Retention(new Daily(365), new Weekly(List.of(Weekday.Sunday), 2), null, null);
        assertThat(by("2026-03-08T22:00:00Z", retention).because()).isEqualTo("Daily");
    }

    @Test
    void weeksOfTheMonthAreCountedFromItsFirstDay() {
        for (WeekOfMonth week : WeekOfMonth.values()) {
            Retention retention = new Retention(
                    new Daily(1),
                    null,
                    new Monthly(new WeekBased(List.of(week), List.of(Weekday.Sunday)), null, 12),
                    null);
            // Sundays of March 2026: 1, 8, 15, 22, 29
            int day =
                    switch (week) {
                        case First -> 1;
                        case Second -> 8;
                        case Third -> 15;
                        case Fourth -> 22;
                        case Last -> 29;
                    };
            for (int sunday = 1; sunday <= 29; sunday += 7) {
                assertThat(by("2026-03-%02dT22:00:00Z".formatted(sunday), retention)
                                .because())
                        .isEqualTo(sunday == day ? "Monthly" : "Daily");
            }
        }
    }

    @Test
    void theFourthSundayMayBeTheLast() {
        Retention retention = new Retention(
                new Daily(1),
                null,
                new Monthly(new WeekBased(List.of(WeekOfMonth.Last), List.of(Weekday.Sunday)), null, 12),
                null);
        assertThat(by("2026-02-22T22:00:00Z", retention).because()).isEqualTo("Monthly");
    }

    @Test
    void daysOfTheMonthAndItsLastDay() {
        Retention retention =
                new Retention(new Daily(1), null, new Monthly(null, new DayBased(List.of(15), true), 12), null);
        assertThat(by("2026-02-15T22:00:00Z", retention).because()).isEqualTo("Monthly");
        assertThat(by("2026-02-28T22:00:00Z", retention).because()).isEqualTo("Monthly");
        assertThat(by("2028-02-28T22:00:00Z", retention).because()).isEqualTo("Daily");
        assertThat(by("2028-02-29T22:00:00Z", retention).because()).isEqualTo("Monthly");
    }

    @Test
    void theDayIsThatOfThePolicysZone() {
        ZoneId auckland = ZoneId.of("Pacific/Auckland");
        Retention retention = new Retention(new Daily(1), new Weekly(List.of(Weekday.Monday), 5), null, null);
        assertThat(keep(auckland, retention, scheduled("2026-06-07T20:00:00Z")))
                .extracting(Kept::because)
                .containsExactly("Weekly");
    }

    @Test
    void aPointOnNoDayOfTheSchemesLivesAsLongAsTheLowest() {
        Retention weekly = new Retention(null, new Weekly(List.of(Weekday.Sunday), 2), null, null);
        assertThat(keep(UTC, weekly, onDemand("2026-03-03T22:00:00Z", null), scheduled("2026-03-04T22:00:00Z")))
                .containsExactly(kept("2026-03-17T22:00:00Z", "On demand"), kept("2026-03-18T22:00:00Z", "Between"));
    }

    @Test
    void ofSeveralPointsOfADayTheLastScheduledOneIsTheDays() {
        assertThat(keep(
                        UTC,
                        SEED,
                        scheduled("2026-03-08T06:00:00Z"),
                        scheduled("2026-03-08T18:00:00Z"),
                        onDemand("2026-03-08T19:00:00Z", null)))
                .extracting(Kept::because)
                .containsExactly("Daily", "Weekly", "Daily");
    }

    @Test
    void onADayWithoutAScheduledPointTheLastOnDemandOneIsTheDays() {
        assertThat(keep(
                        UTC,
                        SEED,
                        onDemand("2026-03-08T06:00:00Z", null),
                        onDemand("2026-03-08T07:00:00Z", null),
                        onDemand("2026-03-08T08:00:00Z", "2026-03-09T00:00:00Z")))
                .extracting(Kept::because)
                .containsExactly("Daily", "Weekly", "Pinned until 2026-03-09");
    }

    @Test
    void aRunThatStartedAfterMidnightCountsForItsDay() {
        Point late = new Point(
                Ids.next(), Instant.parse("2026-03-09T00:20:00Z"), Instant.parse("2026-03-08T22:00:00Z"), null);
        assertThat(keep(UTC, SEED, late)).containsExactly(kept("2028-03-05T22:00:00Z", "Weekly"));
    }

    @Test
    void anOnDemandPointWithADateOfItsOwnGoesByThatAlone() {
        assertThat(keep(
                        UTC,
                        SEED,
                        onDemand("2026-03-08T22:00:00Z", "2026-03-11T00:00:00Z"),
                        onDemand("2026-03-03T22:00:00Z", "2099-03-11T00:00:00Z")))
                .containsExactly(
                        kept("2026-03-11T00:00:00Z", "Pinned until 2026-03-11"),
                        kept("2099-03-11T00:00:00Z", "Pinned until 2099-03-11"));
    }

    @Test
    void aHoldOnAScheduledPointOnlyMakesItsLifeLonger() {
        Instant run = Instant.parse("2026-03-08T22:00:00Z");
        Point shorter = new Point(Ids.next(), run, run, Instant.parse("2026-03-11T00:00:00Z"));
        Point longer = new Point(Ids.next(), run, run, Instant.parse("2099-03-11T00:00:00Z"));
        assertThat(keep(UTC, SEED, shorter)).containsExactly(kept("2028-03-05T22:00:00Z", "Weekly"));
        assertThat(keep(UTC, SEED, longer)).containsExactly(kept("2099-03-11T00:00:00Z", "Pinned until 2099-03-11"));
    }

    private static Kept by(String time, Retention retention) {
        return keep(UTC, retention, scheduled(time)).get(0);
    }

    private static List<Kept> keep(ZoneId zone, Retention retention, Point... points) {
        var kept = KeepRule.keep(List.of(points), zone, retention);
        return Stream.of(points).map(point -> kept.get(point.id())).toList();
    }

    private static Point scheduled(String time) {
        return new Point(Ids.next(), Instant.parse(time), Instant.parse(time), null);
    }

    private static Point onDemand(String time, @Nullable String until) {
        return new Point(Ids.next(), Instant.parse(time), null, until == null ? null : Instant.parse(until));
    }

    private static Kept kept(String until, String because) {
        return new Kept(Instant.parse(until), because);
    }
}
