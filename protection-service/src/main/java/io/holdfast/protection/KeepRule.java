package io.holdfast.protection;

import io.holdfast.contracts.protection.DayBased;
import io.holdfast.contracts.protection.Retention;
import io.holdfast.contracts.protection.WeekBased;
import io.holdfast.contracts.protection.WeekOfMonth;
import io.holdfast.contracts.protection.Weekday;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why recovery points are kept, and until when. Decided by the calendar days of the points in the policy's time zone. Of several points
 * of one day the last one made by a schedule is the day's; without one, the last one made on demand. The day's point is kept by the scheme
 * that keeps it longest, of equals by the higher (year over month over week over day); the others of the day as long as the policy keeps any point.
 */
final class KeepRule {

    /** {@code scheduledFor}: the run it was made for; null when it was made on demand. */
    record Point(
            UUID id,
            Instant time,
            @Nullable Instant scheduledFor,
            @Nullable Instant retainUntil) {

        boolean onDemand() {
            return scheduledFor == null;
        }

        /** A date of its own, which alone decides. */
        boolean hasOwnDate() {
            return onDemand() && retainUntil != null;
        }

        /** When it should have been made: a run that started late still counts for its day. */
        Instant due() {
            return scheduledFor == null ? time : scheduledFor;
        }
    }

    record Kept(Instant until, String because) {}

    private static final DateTimeFormatter DAY = DateTimeFormatter.ISO_LOCAL_DATE;

    /** Which of two points of one day is the day's: the greater. */
    private static final Comparator<Point> DAYS_POINT = Comparator.comparing((Point point) -> !point.onDemand())
            .thenComparing(Point::due)
            .thenComparing(Point::time)
            .thenComparing(Point::id);

    private KeepRule() {}

    /** For each point of one item, by its id. Points that a scheme does not know of must not be left out: they decide which is the day's. */
    static Map<UUID, Kept> keep(Collection<Point> points, ZoneId zone, Retention retention) {
        Map<LocalDate, Point> ofDay = points.stream()
                .filter(point -> !point.hasOwnDate())
                .collect(Collectors.toMap(
                        point -> LocalDate.ofInstant(point.due(), zone),
                        Function.identity(),
                        BinaryOperator.maxBy(DAYS_POINT)));
        Set<UUID> days = ofDay.values().stream().map(Point::id).collect(Collectors.toSet());
        return points.stream()
                .collect(Collectors.toMap(Point::id, point -> kept(point, days.contains(point.id()), zone, retention)));
    }

    private static Kept kept(Point point, boolean dayPoint, ZoneId zone, Retention retention) {
        Instant hold = point.retainUntil();
        if (hold != null && point.hasOwnDate()) {
            return pinned(hold);
        }
        ZonedDateTime at = point.due().atZone(zone);
        Kept shortest = shortest(point, at, retention);
        Kept kept = Stream.concat(dayPoint ? schemes(at, retention).stream() : Stream.empty(), Stream.of(shortest))
                .max(Comparator.comparing(Kept::until))
                .orElse(shortest);
        return hold != null && hold.isAfter(kept.until()) ? pinned(hold) : kept;
    }

    private static Kept pinned(Instant until) {
        return new Kept(until, "Pinned until " + day(until));
    }

    static String day(Instant instant) {
        return DAY.format(instant.atZone(ZoneOffset.UTC));
    }

    /** Those whose day this is, the highest first. */
    private static List<Kept> schemes(ZonedDateTime at, Retention retention) {
        List<Kept> kept = new ArrayList<>();
        if (retention.yearly() != null && yearly(at, retention.yearly())) {
            kept.add(new Kept(at.plusYears(retention.yearly().years()).toInstant(), "Yearly"));
        }
        if (retention.monthly() != null
                && dayMatches(
                        at, retention.monthly().weekBased(), retention.monthly().dayBased())) {
            kept.add(new Kept(at.plusMonths(retention.monthly().months()).toInstant(), "Monthly"));
        }
        if (retention.weekly() != null && isOneOf(at, retention.weekly().weekdays())) {
            kept.add(new Kept(at.plusWeeks(retention.weekly().weeks()).toInstant(), "Weekly"));
        }
        return kept;
    }

    /** The daily scheme keeps every point; without one, points of no scheme live as long as the lowest keeps its own. */
    private static Kept shortest(Point point, ZonedDateTime at, Retention retention) {
        return retention.daily() != null
                ? new Kept(at.plusDays(retention.daily().days()).toInstant(), "Daily")
                : new Kept(lowest(at, retention), point.onDemand() ? "On demand" : "Between");
    }

    private static Instant lowest(ZonedDateTime at, Retention retention) {
        if (retention.weekly() != null) {
            return at.plusWeeks(retention.weekly().weeks()).toInstant();
        }
        if (retention.monthly() != null) {
            return at.plusMonths(retention.monthly().months()).toInstant();
        }
        return at.plusYears(retention.yearly() == null ? 0 : retention.yearly().years())
                .toInstant();
    }

    private static boolean yearly(ZonedDateTime at, Retention.Yearly yearly) {
        String month = at.getMonth().name();
        return yearly.months().stream().anyMatch(wanted -> wanted.name().equalsIgnoreCase(month))
                && dayMatches(at, yearly.weekBased(), yearly.dayBased());
    }

    private static boolean dayMatches(ZonedDateTime at, @Nullable WeekBased weeks, @Nullable DayBased days) {
        int day = at.getDayOfMonth();
        int length = at.toLocalDate().lengthOfMonth();
        if (days != null) {
            return (days.lastDay() && day == length)
                    || (days.days() != null && days.days().contains(day));
        }
        return weeks != null
                && isOneOf(at, weeks.weekdays())
                && weeks.weeks().stream().anyMatch(week -> isIn(week, day, length));
    }

    /** The second Sunday of a month is the one among its days 8 to 14. */
    private static boolean isIn(WeekOfMonth week, int day, int length) {
        return switch (week) {
            case First -> day <= 7;
            case Second -> day > 7 && day <= 14;
            case Third -> day > 14 && day <= 21;
            case Fourth -> day > 21 && day <= 28;
            case Last -> day > length - 7;
        };
    }

    private static boolean isOneOf(ZonedDateTime at, List<Weekday> weekdays) {
        String day = at.getDayOfWeek().name();
        return weekdays.stream().anyMatch(wanted -> wanted.name().equalsIgnoreCase(day));
    }
}
