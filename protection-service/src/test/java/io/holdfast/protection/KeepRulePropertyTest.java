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
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What is kept is what a second, naive statement of the rule keeps. */
class KeepRulePropertyTest {

    private static final List<String> ZONES = List.of(
            "UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe", "Asia/Kathmandu");

    @Property(tries = 200)
    void forAnySchemeAndHistoryTheKeptSetIsTheOracles(@ForAll long seed) {
        Random random = new Random(seed);
        ZoneId zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
        Retention retention = retention(random);
        List<KeepRule.Point> history = history(random, zone);
        for (int i = 0; i < 5; i++) {
            Instant now = history.get(0).time().plus(Duration.ofHours(random.nextInt(24 * 365 * 6)));
            Set<UUID> kept = KeepRule.keep(history, zone, retention).entrySet().stream()
                    .filter(point -> now.isBefore(point.getValue().until()))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
            assertThat(kept).as("%s at %s", retention, now).isEqualTo(KeepOracle.kept(history, zone, retention, now));
        }
    }

    /** Runs of some hundreds of days, some missed, some late, several a day; and what people asked for. */
    private static List<KeepRule.Point> history(Random random, ZoneId zone) {
        List<KeepRule.Point> points = new ArrayList<>();
        LocalDate day = LocalDate.of(2000 + random.nextInt(60), 1, 1).plusDays(random.nextInt(365));
        int days = 20 + random.nextInt(400);
        for (int i = 0; i < days; i++, day = day.plusDays(1)) {
            for (int hour = random.nextInt(24); hour < 24 && random.nextInt(4) > 0; hour += 1 + random.nextInt(12)) {
                Instant run = LocalDateTime.of(day, LocalTime.of(hour, random.nextInt(60)))
                        .atZone(zone)
                        .toInstant();
                boolean onDemand = random.nextInt(5) == 0;
                Instant until = random.nextInt(10) == 0 ? run.plus(Duration.ofDays(1 + random.nextInt(900))) : null;
                points.add(new KeepRule.Point(
                        new UUID(random.nextLong(), random.nextLong()),
                        onDemand ? run : run.plusSeconds(random.nextInt(7200)),
                        onDemand ? null : run,
                        until));
            }
        }
        return points.isEmpty() ? history(random, zone) : points;
    }

    private static Retention retention(Random random) {
        Daily daily = random.nextInt(3) > 0 ? new Daily(1 + random.nextInt(60)) : null;
        Weekly weekly =
                random.nextInt(3) > 0 ? new Weekly(some(random, Weekday.values()), 1 + random.nextInt(60)) : null;
        Monthly monthly = random.nextBoolean()
                ? format(random, (weeks, days) -> new Monthly(weeks, days, 1 + random.nextInt(36)))
                : null;
        Yearly yearly = random.nextBoolean()
                ? format(
                        random,
                        (weeks, days) ->
                                new Yearly(some(random, MonthOfYear.values()), weeks, days, 1 + random.nextInt(5)))
                : null;
        Retention retention = new Retention(daily, weekly, monthly, yearly);
        return daily == null && weekly == null && monthly == null && yearly == null ? retention(random) : retention;
    }

    private interface Format<T> {
        T of(WeekBased weeks, DayBased days);
    }

    private static <T> T format(Random random, Format<T> format) {
        return random.nextBoolean()
                ? format.of(new WeekBased(some(random, WeekOfMonth.values()), some(random, Weekday.values())), null)
                : format.of(
                        null,
                        new DayBased(List.of(1 + random.nextInt(28), 1 + random.nextInt(28)), random.nextBoolean()));
    }

    private static <T> List<T> some(Random random, T[] all) {
        Set<T> some = new HashSet<>();
        do {
            some.add(all[random.nextInt(all.length)]);
        } while (random.nextInt(3) > 0);
        return List.copyOf(some);
    }

    /** Daily 30 days, Sundays 104 weeks, last Sundays of months 120 months, first Sundays of January 99 years. */
    @Test
    void theSeedExampleRunsForAHundredYears() {
        Retention seed = new Retention(
                new Daily(30),
                new Weekly(List.of(Weekday.Sunday), 104),
                new Monthly(new WeekBased(List.of(WeekOfMonth.Last), List.of(Weekday.Sunday)), null, 120),
                new Yearly(
                        List.of(MonthOfYear.January),
                        new WeekBased(List.of(WeekOfMonth.First), List.of(Weekday.Sunday)),
                        null,
                        99));
        ZoneId zone = ZoneId.of("Europe/Berlin");
        LocalDate end = LocalDate.of(2126, 1, 1);
        List<KeepRule.Point> live = new ArrayList<>();
        List<KeepRule.Point> ever = new ArrayList<>();
        Map<UUID, KeepRule.Kept> kept = Map.of();
        for (LocalDate day = LocalDate.of(2026, 1, 1); day.isBefore(end); day = day.plusDays(1)) {
            Instant now = day.atTime(22, 0).atZone(zone).toInstant();
            KeepRule.Point made = new KeepRule.Point(new UUID(0, day.toEpochDay()), now, now, null);
            live.add(made);
            ever.add(made);
            kept = KeepRule.keep(live, zone, seed);
            Map<UUID, KeepRule.Kept> today = kept;
            live.removeIf(point -> !today.get(point.id()).until().isAfter(now));
        }
        Map<UUID, KeepRule.Kept> last = kept;
        Map<String, Long> counts = live.stream()
                .map(point -> last.get(point.id()).because())
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        System.out.println(
                "after 100 years, of " + ever.size() + " recovery points " + live.size() + " are kept: " + counts);

        Instant now = end.minusDays(1).atTime(22, 0).atZone(zone).toInstant();
        assertThat(live.stream().map(KeepRule.Point::id).collect(Collectors.toSet()))
                .isEqualTo(KeepOracle.kept(ever, zone, seed, now));
        assertThat(counts).isEqualTo(expected(end.minusDays(1)));
    }

    /** Counted on the calendar, from the highest scheme to the lowest. */
    private static Map<String, Long> expected(LocalDate today) {
        Map<String, Long> counts = new TreeMap<>();
        Stream.iterate(today, day -> day.minusDays(1)).limit(36_524).forEach(day -> {
            boolean sunday = day.getDayOfWeek().getValue() == 7;
            boolean firstOfYear = sunday && day.getDayOfYear() <= 7;
            boolean lastOfMonth = sunday && day.plusDays(7).getMonth() != day.getMonth();
            if (firstOfYear && day.plusYears(99).isAfter(today)) {
                counts.merge("Yearly", 1L, Long::sum);
            } else if (lastOfMonth && day.plusMonths(120).isAfter(today)) {
                counts.merge("Monthly", 1L, Long::sum);
            } else if (sunday && day.plusDays(728).isAfter(today)) {
                counts.merge("Weekly", 1L, Long::sum);
            } else if (day.plusDays(30).isAfter(today)) {
                counts.merge("Daily", 1L, Long::sum);
            }
        });
        return counts;
    }
}
