package io.holdfast.contracts.protection;

import io.holdfast.contracts.HoldfastException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The instants one schedule names.
 */
final class ScheduleTimes {

    private final ZoneId zone;
    private final List<LocalTime> times;
    private final Schedule schedule;

    /** {@code pointer}: where the schedule stands in the request, for what is said of its fields. */
    ScheduleTimes(Schedule schedule, String pointer) {
        this.schedule = schedule;
        this.zone = zone(schedule.timeZone(), pointer);
        this.times = schedule.kind() == ScheduleKind.Hourly
                ? hourly(schedule.hourly(), pointer)
                : times(schedule.times(), pointer);
        if (schedule.kind() == ScheduleKind.Weekly
                && (schedule.days() == null || schedule.days().isEmpty())) {
            throw HoldfastException.invalidField(pointer + "/days", "Required", "a weekly schedule needs a weekday");
        }
    }

    Schedule schedule() {
        return schedule;
    }

    /** The first run after {@code from}. */
    Instant next(Instant from) {
        // a day early: a skipped time of yesterday may have moved into today
        LocalDate day = from.atZone(zone).toLocalDate().minusDays(1);
        while (true) {
            if (runsOn(day)) {
                for (LocalTime time : times) {
                    Instant run = instant(day.atTime(time));
                    if (run.isAfter(from)) {
                        return run;
                    }
                }
            }
            day = day.plusDays(1);
        }
    }

    /** The last run at or before {@code until}. */
    Instant newest(Instant until) {
        LocalDate day = until.atZone(zone).toLocalDate().plusDays(1);
        while (true) {
            if (runsOn(day)) {
                for (int i = times.size() - 1; i >= 0; i--) {
                    Instant run = instant(day.atTime(times.get(i)));
                    if (!run.isAfter(until)) {
                        return run;
                    }
                }
            }
            day = day.minusDays(1);
        }
    }

    private boolean runsOn(LocalDate day) {
        String weekday = day.getDayOfWeek().name();
        return schedule.kind() != ScheduleKind.Weekly
                || schedule.days().stream().anyMatch(wanted -> wanted.name().equalsIgnoreCase(weekday));
    }

    private Instant instant(LocalDateTime time) {
        ZoneOffsetTransition change = zone.getRules().getTransition(time);
        return change != null && change.isGap()
                ? change.getInstant()
                : ZonedDateTime.of(time, zone).withEarlierOffsetAtOverlap().toInstant();
    }

    private static ZoneId zone(String name, String pointer) {
        if (name == null || !ZoneId.getAvailableZoneIds().contains(name)) {
            throw HoldfastException.invalidField(pointer + "/timeZone", "Invalid", "must be an IANA time zone");
        }
        return ZoneId.of(name);
    }

    /** The window ends with its last hour; a window over midnight goes on in the small hours of each day. */
    private static List<LocalTime> hourly(Schedule.@Nullable Hourly hourly, String pointer) {
        if (hourly == null || hourly.every() < 1) {
            throw HoldfastException.invalidField(pointer + "/hourly", "Required", "an hourly schedule needs its hours");
        }
        LocalTime from = times(List.of(hourly.from()), pointer + "/hourly").get(0);
        return IntStream.iterate(0, hours -> hours <= hourly.hours() && hours < 24, hours -> hours + hourly.every())
                .mapToObj(from::plusHours)
                .sorted()
                .toList();
    }

    private static List<LocalTime> times(List<String> texts, String pointer) {
        if (texts == null || texts.isEmpty()) {
            throw HoldfastException.invalidField(pointer + "/times", "Required", "a schedule needs a time");
        }
        List<LocalTime> times = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            try {
                times.add(LocalTime.parse(texts.get(i)));
            } catch (DateTimeException | NullPointerException e) {
                throw HoldfastException.invalidField(pointer + "/times/" + i, "Invalid", "must be HH:mm");
            }
        }
        return times.stream().sorted().toList();
    }
}
