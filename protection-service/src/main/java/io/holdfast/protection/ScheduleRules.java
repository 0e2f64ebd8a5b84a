package io.holdfast.protection;

import io.holdfast.contracts.protection.Misfire;
import io.holdfast.contracts.protection.Schedule;
import io.holdfast.contracts.protection.ScheduleKind;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a schedule must be. Any member may be missing whatever its type says.
 */
final class ScheduleRules {

    private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");
    private static final int MAX_TIMES = 24;
    private static final int HOURS_OF_DAY = 24;
    private static final Duration MAX_JITTER = Duration.ofHours(12);
    private static final Duration MAX_DEADLINE = Duration.ofDays(7);

    private ScheduleRules() {}

    static void check(Schedule schedule, Fields fields) {
        if (schedule.kind() == null) {
            fields.required("/kind", "kind");
        }
        if (schedule.kind() == ScheduleKind.Hourly) {
            hourly(schedule, fields);
        } else {
            times(schedule.times(), fields);
            if (schedule.hourly() != null) {
                fields.notAllowed("/hourly", "only an hourly schedule takes it");
            }
        }
        if (schedule.kind() == ScheduleKind.Weekly) {
            fields.filledWithoutDuplicates("/days", schedule.days(), "a weekday");
        } else if (schedule.days() != null && !schedule.days().isEmpty()) {
            fields.notAllowed("/days", "only a weekly schedule takes weekdays");
        }
        if (schedule.timeZone() == null) {
            fields.required("/timeZone", "timeZone");
        } else if (!ZoneId.getAvailableZoneIds().contains(schedule.timeZone())) {
            fields.refuse("/timeZone", "Invalid", "must be an IANA time zone, for example Europe/Berlin or UTC");
        }
        lateness(schedule, fields);
        if (fields.errors().isEmpty()
                && schedule.jitter() != null
                && schedule.jitter().compareTo(shortestGap(schedule)) > 0) {
            fields.refuse("/jitter", "OutOfRange", "must not be longer than the time between two runs");
        }
    }

    /** Between two runs of the same day, or of days that follow one another. */
    private static Duration shortestGap(Schedule schedule) {
        if (schedule.hourly() != null) {
            return Duration.ofHours(schedule.hourly().every());
        }
        List<LocalTime> times =
                schedule.times().stream().map(LocalTime::parse).sorted().toList();
        Duration shortest =
                Duration.between(times.get(times.size() - 1), times.get(0)).plusDays(1);
        for (int i = 1; i < times.size(); i++) {
            Duration gap = Duration.between(times.get(i - 1), times.get(i));
            shortest = gap.compareTo(shortest) < 0 ? gap : shortest;
        }
        return shortest;
    }

    private static void times(List<String> times, Fields fields) {
        if (fields.filledWithoutDuplicates("/times", times, "a time")) {
            for (int i = 0; i < times.size(); i++) {
                time("/times/" + i, times.get(i), fields);
            }
            if (times.size() > MAX_TIMES) {
                fields.refuse("/times", "OutOfRange", "at most " + MAX_TIMES + " times a day");
            }
        }
    }

    private static void time(String pointer, @Nullable String time, Fields fields) {
        if (time != null && !TIME.matcher(time).matches()) {
            fields.refuse(pointer, "Invalid", "must be HH:mm, from 00:00 to 23:59");
        }
    }

    private static void hourly(Schedule schedule, Fields fields) {
        if (schedule.times() != null && !schedule.times().isEmpty()) {
            fields.notAllowed("/times", "an hourly schedule has hourly.from instead");
        }
        Schedule.Hourly hourly = schedule.hourly();
        if (hourly == null) {
            fields.required("/hourly", "hourly, which an hourly schedule needs,");
            return;
        }
        fields.range("/hourly/every", hourly.every(), 1, HOURS_OF_DAY);
        fields.range("/hourly/hours", hourly.hours(), 1, HOURS_OF_DAY);
        if (hourly.from() == null) {
            fields.required("/hourly/from", "from");
        }
        time("/hourly/from", hourly.from(), fields);
    }

    private static void lateness(Schedule schedule, Fields fields) {
        duration("/jitter", schedule.jitter(), MAX_JITTER, fields);
        duration("/startDeadline", schedule.startDeadline(), MAX_DEADLINE, fields);
        boolean skips = schedule.misfire() == Misfire.Skip;
        if (skips && schedule.startDeadline() == null) {
            fields.required("/startDeadline", "startDeadline, which misfire Skip needs,");
        } else if (!skips && schedule.startDeadline() != null) {
            fields.notAllowed("/startDeadline", "only with misfire Skip; with FireOnce a run is never too late");
        }
    }

    private static void duration(String pointer, @Nullable Duration duration, Duration most, Fields fields) {
        if (duration != null && (duration.compareTo(Duration.ofSeconds(1)) < 0 || duration.compareTo(most) > 0)) {
            fields.refuse(pointer, "OutOfRange", "must be from PT1S to " + most);
        }
    }
}
