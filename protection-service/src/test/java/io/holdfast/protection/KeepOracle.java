package io.holdfast.protection;

import io.holdfast.contracts.protection.DayBased;
import io.holdfast.contracts.protection.Retention;
import io.holdfast.contracts.protection.WeekBased;
import io.holdfast.contracts.protection.WeekOfMonth;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which points are kept, written down a second time without looking at {@link KeepRule}: it walks the calendar day by day, finds the day's point, and
 * asks of each scheme in turn whether it wants that day and whether its time is over, counting on the calendar.
 */
final class KeepOracle {

    private final ZoneId zone;
    private final Retention retention;
    private final Instant now;
    private final Set<UUID> kept = new HashSet<>();

    private KeepOracle(ZoneId zone, Retention retention, Instant now) {
        this.zone = zone;
        this.retention = retention;
        this.now = now;
    }

    static Set<UUID> kept(List<KeepRule.Point> history, ZoneId zone, Retention retention, Instant now) {
        KeepOracle oracle = new KeepOracle(zone, retention, now);
        TreeMap<LocalDate, List<KeepRule.Point>> days = new TreeMap<>();
        for (KeepRule.Point point : history) {
            LocalDate day = LocalDate.ofInstant(whenDue(point), zone);
            days.computeIfAbsent(day, d -> new ArrayList<>()).add(point);
        }
        for (LocalDate day = days.firstKey(); !day.isAfter(days.lastKey()); day = day.plusDays(1)) {
            oracle.day(day, days.getOrDefault(day, List.of()));
        }
        return oracle.kept;
    }

    private void day(LocalDate day, List<KeepRule.Point> made) {
        List<KeepRule.Point> scheduled = new ArrayList<>();
        List<KeepRule.Point> asked = new ArrayList<>();
        for (KeepRule.Point point : made) {
            if (point.scheduledFor() != null) {
                scheduled.add(point);
                keepIf(point, point.retainUntil() != null && now.isBefore(point.retainUntil()));
            } else if (point.retainUntil() == null) {
                asked.add(point);
            } else {
                keepIf(point, now.isBefore(point.retainUntil()));
            }
        }
        KeepRule.Point best = latest(scheduled.isEmpty() ? asked : scheduled);
        scheduled.addAll(asked);
        for (KeepRule.Point point : scheduled) {
            keepIf(point, anyway(point));
            keepIf(point, point == best && byScheme(point, day));
        }
    }

    private static KeepRule.@Nullable Point latest(List<KeepRule.Point> points) {
        KeepRule.Point latest = null;
        for (KeepRule.Point point : points) {
            latest = latest == null || whenDue(point).isAfter(whenDue(latest)) ? point : latest;
        }
        return latest;
    }

    /** Whichever point of whichever day. */
    private boolean anyway(KeepRule.Point point) {
        if (retention.daily() != null) {
            return alive(point, 0, retention.daily().days());
        }
        if (retention.weekly() != null) {
            return alive(point, 0, 7 * retention.weekly().weeks());
        }
        return retention.monthly() != null
                ? alive(point, retention.monthly().months(), 0)
                : alive(point, 12 * retention.yearly().years(), 0);
    }

    private boolean byScheme(KeepRule.Point point, LocalDate day) {
        String weekday = day.getDayOfWeek().name();
        boolean week = retention.weekly() != null
                && retention.weekly().weekdays().stream()
                        .anyMatch(wanted -> wanted.toString().toUpperCase().equals(weekday))
                && alive(point, 0, 7 * retention.weekly().weeks());
        boolean month = retention.monthly() != null
                && wanted(
                        day,
                        retention.monthly().weekBased(),
                        retention.monthly().dayBased())
                && alive(point, retention.monthly().months(), 0);
        boolean year = retention.yearly() != null
                && retention.yearly().months().stream().anyMatch(wanted -> wanted.ordinal() + 1 == day.getMonthValue())
                && wanted(
                        day, retention.yearly().weekBased(), retention.yearly().dayBased())
                && alive(point, 12 * retention.yearly().years(), 0);
        return week || month || year;
    }

    private static boolean wanted(LocalDate day, @Nullable WeekBased weekBased, @Nullable DayBased dayBased) {
        if (dayBased != null) {
            boolean last = day.plusDays(1).getDayOfMonth() == 1;
            return dayBased.days().contains(day.getDayOfMonth()) || (dayBased.lastDay() && last);
        }
        List<LocalDate> sameWeekday = new ArrayList<>();
        for (LocalDate d = day.withDayOfMonth(1); d.getMonth() == day.getMonth(); d = d.plusDays(1)) {
            if (d.getDayOfWeek() == day.getDayOfWeek()) {
                sameWeekday.add(d);
            }
        }
        int index = sameWeekday.indexOf(day);
        boolean weekday = weekBased.weekdays().stream()
                .anyMatch(wanted -> wanted.ordinal() == day.getDayOfWeek().ordinal());
        boolean week = weekBased.weeks().stream()
                .anyMatch(wanted ->
                        wanted == WeekOfMonth.Last ? index == sameWeekday.size() - 1 : index == wanted.ordinal());
        return weekday && week;
    }

    /** Whether so many months and days after the point are still to come. */
    private boolean alive(KeepRule.Point point, int months, int days) {
        LocalDateTime due = LocalDateTime.ofInstant(whenDue(point), zone);
        YearMonth month = YearMonth.from(due).plusMonths(months);
        LocalDate date = month.atDay(Math.min(due.getDayOfMonth(), month.lengthOfMonth()));
        for (int i = 0; i < days; i++) {
            date = date.plusDays(1);
        }
        return now.isBefore(date.atTime(due.toLocalTime()).atZone(zone).toInstant());
    }

    private void keepIf(KeepRule.Point point, boolean keep) {
        if (keep) {
            kept.add(point.id());
        }
    }

    private static Instant whenDue(KeepRule.Point point) {
        return point.scheduledFor() != null ? point.scheduledFor() : point.time();
    }
}
