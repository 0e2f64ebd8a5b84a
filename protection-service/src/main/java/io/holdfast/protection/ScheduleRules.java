package io.holdfast.protection;

import io.holdfast.contracts.protection.Misfire;
import io.holdfast.contracts.protection.RunTimes;
import io.holdfast.contracts.protection.Schedule;
import io.holdfast.contracts.protection.ScheduleKind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a policy's schedules must be. Any member may be missing whatever its type says.
 */
final class ScheduleRules {

    private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");
    static final int MAX_RUNS_A_DAY = 96;
    private static final int MAX_SCHEDULES = 10;
    private static final int MAX_TIMES = 24;
    private static final int DAYS_OF_WEEK = 7;
    private static final Instant SOME_MONDAY = Instant.parse("2001-01-01T00:00:00Z");
    private static final int HOURS_OF_DAY = 24;
    private static final Duration MAX_JITTER = Duration.ofHours(12);
    private static final Duration MAX_DEADLINE = Duration.ofDays(7);

    private ScheduleRules() {}

    static void check(@Nullable List<Schedule> schedules, Fields fields) {
        if (schedules == null || schedules.isEmpty()) {
            fields.required("", "a schedule");
            return;
        }
        int before = fields.errors().size();
        if (schedules.size() > MAX_SCHEDULES) {
            fields.refuse("", "OutOfRange", "at most " + MAX_SCHEDULES + " schedules");
        }
        for (int i = 0; i < schedules.size(); i++) {
            Schedule schedule = schedules.get(i);
            if (schedule == null) {
                fields.required("/" + i, "a schedule");
            } else {
                check(schedule, fields.at("/" + i));
                sameZone(schedules.get(0), schedule, fields.at("/" + i));
            }
        }
        if (fields.errors().size() == before && different(schedules, fields)) {
            together(schedules, fields);
        }
    }

    /** However they are written: the order of times and days makes no difference. */
    private static boolean different(List<Schedule> schedules, Fields fields) {
        List<Schedule> normal = PolicyRules.normal(schedules);
        int[] repeated = IntStream.range(0, normal.size())
                .filter(i -> normal.indexOf(normal.get(i)) < i)
                .toArray();
        for (int i : repeated) {
            fields.refuse("/" + i, "Duplicate", "the same schedule is there twice");
        }
        return repeated.length == 0;
    }

    private static void check(Schedule schedule, Fields fields) {
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
    }

    private static void sameZone(@Nullable Schedule first, Schedule schedule, Fields fields) {
        if (first != null
                && first.timeZone() != null
                && schedule.timeZone() != null
                && !first.timeZone().equals(schedule.timeZone())) {
            fields.refuse(
                    "/timeZone", "Mismatch", "must be that of the first schedule: retention goes by one calendar");
        }
    }

    /** Looks at a week of all runs, changes of the clocks aside. No run's start may be put off beyond the next run. */
    private static void together(List<Schedule> schedules, Fields fields) {
        List<Schedule> inUtc = schedules.stream().map(ScheduleRules::inUtc).toList();
        RunTimes times = new RunTimes(inUtc);
        Set<Schedule> crowded = new HashSet<>();
        int[] runs = new int[DAYS_OF_WEEK];
        Instant run = times.next(SOME_MONDAY.minusNanos(1));
        for (long day = 0;
                day < DAYS_OF_WEEK;
                day = Duration.between(SOME_MONDAY, run).toDays()) {
            runs[(int) day]++;
            Instant next = times.next(run);
            Schedule schedule = times.of(run);
            if (schedule.jitter() != null && schedule.jitter().compareTo(Duration.between(run, next)) > 0) {
                crowded.add(schedule);
            }
            run = next;
        }
        if (IntStream.of(runs).max().orElse(0) > MAX_RUNS_A_DAY) {
            fields.refuse("", "OutOfRange", "at most " + MAX_RUNS_A_DAY + " runs a day, all schedules together");
        }
        crowded.forEach(schedule -> fields.refuse(
                "/" + inUtc.indexOf(schedule) + "/jitter",
                "OutOfRange",
                "must not be longer than the time to the policy's next run"));
    }

    private static Schedule inUtc(Schedule it) {
        return new Schedule(
                it.kind(), it.times(), it.days(), "UTC", it.hourly(), it.jitter(), it.misfire(), it.startDeadline());
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
