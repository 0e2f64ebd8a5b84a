package io.holdfast.protection;

import io.holdfast.contracts.protection.DayBased;
import io.holdfast.contracts.protection.NewPolicy;
import io.holdfast.contracts.protection.Retention;
import io.holdfast.contracts.protection.Schedule;
import io.holdfast.contracts.protection.ScheduleKind;
import io.holdfast.contracts.protection.WeekBased;
import io.holdfast.contracts.protection.Weekday;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a policy must be. Requests come from outside, so any member may be missing whatever its type says.
 */
final class PolicyRules {

    static final String DEFAULT_NAME = "DefaultPolicy";
    static final NewPolicy DEFAULT = new NewPolicy(
            DEFAULT_NAME,
            List.of(new Schedule(ScheduleKind.Daily, List.of("22:00"), List.of(), "UTC")),
            new Retention(new Retention.Daily(30), null, null, null));

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]{2,149}");
    private static final int MAX_DAYS = 9999;
    private static final int MAX_WEEKS = 5163;
    private static final int MAX_MONTHS = 1188;
    private static final int MAX_YEARS = 99;

    private PolicyRules() {}

    static void check(NewPolicy policy, Fields fields) {
        if (policy.name() == null || !NAME.matcher(policy.name()).matches()) {
            fields.refuse("/name", "Invalid", "must be 3 to 150 letters, digits and hyphens, and begin with a letter");
        }
        check(policy.schedules(), policy.retention(), fields);
    }

    static void check(@Nullable List<Schedule> schedules, @Nullable Retention retention, Fields fields) {
        ScheduleRules.check(schedules, fields.at("/schedules"));
        if (retention == null) {
            fields.required("/retention", "retention");
        } else {
            List<Schedule> given = schedules == null
                    ? List.of()
                    : schedules.stream().filter(Objects::nonNull).toList();
            retention(retention, given, fields.at("/retention"));
        }
    }

    /** The one zone of a policy's schedules, which have been checked. */
    static ZoneId zone(List<Schedule> schedules) {
        return ZoneId.of(schedules.get(0).timeZone());
    }

    static List<Schedule> normal(List<Schedule> schedules) {
        return schedules.stream().map(PolicyRules::normal).toList();
    }

    /** A checked schedule with no missing lists, times and days in order. */
    private static Schedule normal(Schedule schedule) {
        List<Weekday> days = schedule.days() == null
                ? List.of()
                : schedule.days().stream().sorted().toList();
        List<String> times = schedule.times() == null ? List.of() : schedule.times();
        return new Schedule(
                schedule.kind(),
                times.stream().sorted(Comparator.naturalOrder()).toList(),
                days,
                schedule.timeZone(),
                schedule.hourly(),
                schedule.jitter(),
                schedule.misfire(),
                schedule.startDeadline());
    }

    /** Where there are weekly schedules only, points are made on their weekdays only. */
    private static void retention(Retention retention, List<Schedule> schedules, Fields fields) {
        boolean weekly = !schedules.isEmpty() && schedules.stream().allMatch(it -> it.kind() == ScheduleKind.Weekly);
        boolean daily =
                schedules.stream().anyMatch(it -> it.kind() == ScheduleKind.Daily || it.kind() == ScheduleKind.Hourly);
        List<Weekday> days = schedules.stream()
                .flatMap(it -> it.days() == null ? Stream.empty() : it.days().stream())
                .toList();
        if (retention.daily() == null && daily) {
            fields.required("/daily", "daily retention, which a daily schedule needs,");
        } else if (retention.daily() != null && weekly) {
            fields.notAllowed("/daily", "a weekly schedule makes no daily points");
        } else if (retention.daily() != null) {
            fields.range("/daily/days", retention.daily().days(), 1, MAX_DAYS);
        }
        if (retention.weekly() != null) {
            weekly(retention.weekly(), weekly, days, fields.at("/weekly"));
        } else if (weekly) {
            fields.required("/weekly", "weekly retention, which a weekly schedule needs,");
        }
        if (retention.monthly() != null) {
            Fields monthly = fields.at("/monthly");
            monthly.range("/months", retention.monthly().months(), 1, MAX_MONTHS);
            formats(retention.monthly().weekBased(), retention.monthly().dayBased(), weekly, days, monthly);
        }
        if (retention.yearly() != null) {
            Fields yearly = fields.at("/yearly");
            yearly.filledWithoutDuplicates("/months", retention.yearly().months(), "a month");
            yearly.range("/years", retention.yearly().years(), 1, MAX_YEARS);
            formats(retention.yearly().weekBased(), retention.yearly().dayBased(), weekly, days, yearly);
        }
        if (schedules.isEmpty()
                && retention.daily() == null
                && retention.weekly() == null
                && retention.monthly() == null
                && retention.yearly() == null) {
            fields.required("", "any retention");
        }
    }

    private static void weekly(Retention.Weekly kept, boolean weeklySchedule, List<Weekday> days, Fields fields) {
        fields.range("/weeks", kept.weeks(), 1, MAX_WEEKS);
        if (fields.filledWithoutDuplicates("/weekdays", kept.weekdays(), "a weekday")
                && weeklySchedule
                && !new HashSet<>(kept.weekdays()).equals(new HashSet<>(days))) {
            fields.refuse("/weekdays", "Mismatch", "must be the weekdays on which the policy runs");
        }
    }

    private static void formats(
            @Nullable WeekBased weekBased,
            @Nullable DayBased dayBased,
            boolean weeklySchedule,
            List<Weekday> days,
            Fields fields) {
        if (weekBased == null && dayBased == null) {
            fields.required("", "weekBased or dayBased");
        }
        if (weekBased != null && dayBased != null) {
            fields.notAllowed("/dayBased", "weekBased and dayBased exclude one another");
        }
        if (weekBased != null) {
            weekBased(weekBased, weeklySchedule, days, fields.at("/weekBased"));
        }
        if (dayBased != null) {
            if (weeklySchedule) {
                fields.notAllowed("/dayBased", "a weekly schedule keeps by weeks, not by days of the month");
            }
            dayBased(dayBased, fields.at("/dayBased"));
        }
    }

    private static void weekBased(WeekBased kept, boolean weeklySchedule, List<Weekday> days, Fields fields) {
        fields.filledWithoutDuplicates("/weeks", kept.weeks(), "a week of the month");
        if (!fields.filledWithoutDuplicates("/weekdays", kept.weekdays(), "a weekday") || !weeklySchedule) {
            return;
        }
        for (int i = 0; i < kept.weekdays().size(); i++) {
            Weekday day = kept.weekdays().get(i);
            if (day != null && !days.contains(day)) {
                fields.refuse(
                        "/weekdays/" + i, "Mismatch", day + " is not among the weekdays on which the policy runs");
            }
        }
    }

    private static void dayBased(DayBased kept, Fields fields) {
        if (kept.days() == null || kept.days().isEmpty()) {
            if (!kept.lastDay()) {
                fields.required("/days", "a day of the month, or lastDay,");
            }
            return;
        }
        fields.filledWithoutDuplicates("/days", kept.days(), "a day of the month");
        for (int i = 0; i < kept.days().size(); i++) {
            if (kept.days().get(i) != null) {
                fields.range("/days/" + i, kept.days().get(i), 1, 28);
            }
        }
    }
}
