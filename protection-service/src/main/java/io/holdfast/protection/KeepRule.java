package io.holdfast.protection;

import io.holdfast.contracts.protection.DayBased;
import io.holdfast.contracts.protection.Retention;
import io.holdfast.contracts.protection.Schedule;
import io.holdfast.contracts.protection.WeekBased;
import io.holdfast.contracts.protection.WeekOfMonth;
import io.holdfast.contracts.protection.Weekday;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a recovery point is kept, and until when. Decided by the calendar day of the point in the schedule's time zone alone, so the
 * answer for one point never depends on the others; but the newest point of an item is kept in any case.
 */
final class KeepRule {

    /** {@code until} is null: for as long as {@code because} is true. */
    record Kept(@Nullable Instant until, String because) {
        boolean expiredAt(Instant now) {
            return until != null && !until.isAfter(now);
        }
    }

    private static final DateTimeFormatter DAY = DateTimeFormatter.ISO_LOCAL_DATE;

    private KeepRule() {}

    /** By the schemes alone. A point that matches none (made on demand, on another day) lives as long as the shortest scheme. */
    static Kept byPolicy(Instant time, Schedule schedule, Retention retention) {
        ZonedDateTime at = time.atZone(ZoneId.of(schedule.timeZone()));
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
        if (retention.daily() != null) {
            kept.add(new Kept(at.plusDays(retention.daily().days()).toInstant(), "Daily"));
        }
        return kept.stream()
                .max(Comparator.comparing(k -> k.until() == null ? Instant.MAX : k.until()))
                .orElseGet(() -> new Kept(shortest(at, retention), "On demand"));
    }

    /**
     * {@code retainUntil}: a hold on this point, which overrules the schemes in both directions.
     * Without a schedule protection is stopped, and nothing expires.
     */
    static Kept kept(
            Instant time,
            @Nullable Instant retainUntil,
            @Nullable Schedule schedule,
            @Nullable Retention retention,
            boolean newest,
            Instant now) {
        boolean stopped = schedule == null || retention == null;
        Kept kept;
        if (retainUntil != null && !(stopped && !retainUntil.isAfter(now))) {
            kept = new Kept(retainUntil, "Pinned until " + DAY.format(retainUntil.atZone(ZoneOffset.UTC)));
        } else if (schedule == null || retention == null) {
            kept = new Kept(null, "Protection stopped");
        } else {
            kept = byPolicy(time, schedule, retention);
        }
        return newest && kept.expiredAt(now) ? new Kept(null, "Newest recovery point") : kept;
    }

    private static Instant shortest(ZonedDateTime at, Retention retention) {
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
