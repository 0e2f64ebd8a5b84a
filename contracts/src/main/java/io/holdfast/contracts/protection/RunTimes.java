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
 * The instants a schedule names. A time that a change to summer time skips happens at the moment of the change; one that happens twice
 * when summer time ends happens the first time only.
 */
public final class RunTimes {

    private final ZoneId zone;
    private final List<LocalTime> times;
    private final Schedule schedule;

    /** @throws HoldfastException {@code InvalidField} when the schedule can never run */
    public RunTimes(Schedule schedule) {
        this.schedule = schedule;
        this.zone = zone(schedule.timeZone());
        this.times = schedule.kind() == ScheduleKind.Hourly ? hourly(schedule.hourly()) : times(schedule.times());
        if (schedule.kind() == ScheduleKind.Weekly
                && (schedule.days() == null || schedule.days().isEmpty())) {
            throw HoldfastException.invalidField("/schedule/days", "Required", "a weekly schedule needs a weekday");
        }
    }

    /** The next {@code count} runs after {@code from}, ascending, each once. */
    public List<Instant> after(Instant from, int count) {
        List<Instant> runs = new ArrayList<>();
        Instant last = from;
        // a day early: a skipped time of yesterday may have moved into today
        LocalDate day = from.atZone(zone).toLocalDate().minusDays(1);
        while (runs.size() < count) {
            if (runsOn(day)) {
                for (LocalTime time : times) {
                    Instant run = instant(day.atTime(time));
                    if (run.isAfter(last) && runs.size() < count) {
                        runs.add(run);
                        last = run;
                    }
                }
            }
            day = day.plusDays(1);
        }
        return runs;
    }

    /** The first run after {@code from}. */
    public Instant next(Instant from) {
        return after(from, 1).get(0);
    }

    /** The last run at or before {@code until}. */
    public Instant newest(Instant until) {
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

    private static ZoneId zone(String name) {
        if (name == null || !ZoneId.getAvailableZoneIds().contains(name)) {
            throw HoldfastException.invalidField("/schedule/timeZone", "Invalid", "must be an IANA time zone");
        }
        return ZoneId.of(name);
    }

    /** The window ends with its last hour; a window over midnight goes on in the small hours of each day. */
    private static List<LocalTime> hourly(Schedule.@Nullable Hourly hourly) {
        if (hourly == null || hourly.every() < 1) {
            throw HoldfastException.invalidField("/schedule/hourly", "Required", "an hourly schedule needs its hours");
        }
        LocalTime from = times(List.of(hourly.from())).get(0);
        return IntStream.iterate(0, hours -> hours <= hourly.hours() && hours < 24, hours -> hours + hourly.every())
                .mapToObj(from::plusHours)
                .sorted()
                .toList();
    }

    private static List<LocalTime> times(List<String> texts) {
        if (texts == null || texts.isEmpty()) {
            throw HoldfastException.invalidField("/schedule/times", "Required", "a schedule needs a time");
        }
        List<LocalTime> times = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            try {
                times.add(LocalTime.parse(texts.get(i)));
            } catch (DateTimeException | NullPointerException e) {
                throw HoldfastException.invalidField("/schedule/times/" + i, "Invalid", "must be HH:mm");
            }
        }
        return times.stream().sorted().toList();
    }
}
