package io.holdfast.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.protection.Misfire;
import io.holdfast.contracts.protection.PolicySchedule;
import io.holdfast.contracts.protection.RunTimes;
import io.holdfast.contracts.protection.Schedule;
import io.holdfast.contracts.protection.ScheduleKind;
import io.holdfast.contracts.protection.Weekday;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Random schedules around a change of the clocks in every zone there is, with random outages, against an oracle that knows nothing of how the
 * scheduler works: it tries every half minute what the clock on the wall says.
 */
class OutagesTest {

    private static final int DAYS = 6;
    private static final Duration POLL = Duration.ofMinutes(1);

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    private record Outage(Instant from, Instant until) {
        boolean covers(Instant time) {
            return !time.isBefore(from) && time.isBefore(until);
        }
    }

    @Test
    void inEveryZoneExactlyTheRunsHappenThatTheMisfireRuleGrants() {
        System.out.println("OutagesTest: seed " + seed);
        for (String zone : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
            Instant start = aroundSomeTransition(ZoneId.of(zone));
            PolicySchedule policy = new PolicySchedule("main", zone, schedules(zone, start), false, start, start, 1);
            List<Outage> outages = outages(start);
            assertThat(happened(policy, start, outages))
                    .as("seed %d: %s from %s, outages %s", seed, policy.schedules(), start, outages)
                    .isEqualTo(granted(policy, start, outages));
        }
    }

    private Instant aroundSomeTransition(ZoneId zone) {
        Instant some = LocalDate.of(1970 + random.nextInt(129), 1 + random.nextInt(12), 1 + random.nextInt(28))
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        ZoneOffsetTransition transition = zone.getRules().nextTransition(some);
        Instant middle = transition == null || transition.getInstant().isAfter(Instant.parse("2099-12-31T00:00:00Z"))
                ? some
                : transition.getInstant();
        return middle.minus(Duration.ofDays(DAYS / 2))
                .truncatedTo(ChronoUnit.MINUTES)
                .minusSeconds(random.nextInt(60) * 60L);
    }

    /** One or several; without jitter where it would turn the order of two runs around, which no policy may. */
    private List<Schedule> schedules(String zone, Instant start) {
        List<Schedule> schedules = Stream.generate(() -> schedule(zone))
                .limit(1 + random.nextInt(3))
                .toList();
        Map<Instant, Schedule> runs = nominalTimes(schedules, start);
        Instant last = Instant.MIN;
        for (Map.Entry<Instant, Schedule> run : runs.entrySet()) {
            if (run.getKey().isBefore(last)) {
                return schedules.stream().map(OutagesTest::withoutJitter).toList();
            }
            Duration jitter = run.getValue().jitter();
            last = jitter == null ? run.getKey() : run.getKey().plus(jitter);
        }
        return schedules;
    }

    private static Schedule withoutJitter(Schedule it) {
        return new Schedule(
                it.kind(), it.times(), it.days(), it.timeZone(), it.hourly(), null, it.misfire(), it.startDeadline());
    }

    private Schedule schedule(String zone) {
        boolean skip = random.nextBoolean();
        Duration jitter = random.nextInt(3) == 0 ? Duration.ofMinutes(1 + random.nextInt(30)) : null;
        Misfire misfire = skip ? Misfire.Skip : random.nextBoolean() ? Misfire.FireOnce : null;
        Duration deadline = skip ? Duration.ofMinutes(1 + random.nextInt(180)) : null;
        List<String> times = random.ints(1 + random.nextInt(4), 0, 24 * 60)
                .distinct()
                .mapToObj(minute -> LocalTime.MIN.plusMinutes(minute).toString())
                .toList();
        return switch (random.nextInt(3)) {
            case 0 -> new Schedule(ScheduleKind.Daily, times, List.of(), zone, null, jitter, misfire, deadline);
            case 1 -> {
                List<Weekday> days = List.of(Weekday.values()[random.nextInt(7)], Weekday.Sunday);
                yield new Schedule(ScheduleKind.Weekly, times, days, zone, null, jitter, misfire, deadline);
            }
            default -> {
                Schedule.Hourly hourly =
                        new Schedule.Hourly(1 + random.nextInt(12), times.get(0), 1 + random.nextInt(24));
                yield new Schedule(ScheduleKind.Hourly, List.of(), List.of(), zone, hourly, jitter, misfire, deadline);
            }
        };
    }

    private List<Outage> outages(Instant start) {
        List<Outage> outages = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            Instant from = start.plus(Duration.ofMinutes(random.nextInt(DAYS * 24 * 60)));
            outages.add(new Outage(from, from.plus(Duration.ofMinutes(1 + random.nextInt(40 * 60)))));
        }
        return outages;
    }

    private static List<Instant> happened(PolicySchedule policy, Instant start, List<Outage> outages) {
        List<Instant> runs = new ArrayList<>();
        PolicyRun run = PolicyRun.of(policy);
        for (Instant now = start; now.isBefore(start.plus(Duration.ofDays(DAYS))); now = now.plus(POLL)) {
            if (isUp(now, outages) && !run.wakeAt().isAfter(now)) {
                PolicyRun begun = run.begin(now, POLL);
                if (begun.occurrence() != null) {
                    runs.add(begun.occurrence());
                }
                run = begun.ended();
            }
        }
        return runs;
    }

    private static boolean isUp(Instant now, List<Outage> outages) {
        return outages.stream().noneMatch(outage -> outage.covers(now));
    }

    // the oracle ---------------------------------------------------------------------------------

    private static List<Instant> granted(PolicySchedule policy, Instant start, List<Outage> outages) {
        TreeMap<Instant, Schedule> waiting = nominalTimes(policy.schedules(), start);
        Map<Instant, Instant> begins = new HashMap<>();
        waiting.forEach((run, its) -> begins.put(run, Jitter.start(policy, new RunTimes(List.of(its)), run)));
        List<Instant> runs = new ArrayList<>();
        for (Instant now = start; now.isBefore(start.plus(Duration.ofDays(DAYS))); now = now.plus(POLL)) {
            if (isUp(now, outages)) {
                Instant due = null;
                Instant inTime = null;
                for (Map.Entry<Instant, Schedule> run : waiting.entrySet()) {
                    Instant begin = begins.get(run.getKey());
                    if (!begin.isAfter(now)) {
                        due = run.getKey();
                        Duration deadline = run.getValue().startDeadline();
                        inTime = deadline == null || !begin.plus(deadline).isBefore(now) ? due : inTime;
                    }
                }
                if (inTime != null) {
                    runs.add(inTime);
                }
                if (due != null) {
                    waiting.headMap(due, true).clear();
                }
            }
        }
        return runs;
    }

    /** Those after the start, each with the first schedule that has it. */
    private static TreeMap<Instant, Schedule> nominalTimes(List<Schedule> schedules, Instant start) {
        TreeMap<Instant, Schedule> all = new TreeMap<>();
        schedules.forEach(schedule -> nominalTimes(schedule, start).forEach(time -> all.putIfAbsent(time, schedule)));
        return all;
    }

    private static TreeSet<Instant> nominalTimes(Schedule schedule, Instant start) {
        ZoneId zone = ZoneId.of(schedule.timeZone());
        TreeSet<Instant> times = new TreeSet<>();
        LocalDate first = start.atZone(zone).toLocalDate().minusDays(2);
        for (int day = 0; day < DAYS + 5; day++) {
            LocalDate date = first.plusDays(day);
            if (schedule.kind() != ScheduleKind.Weekly
                    || schedule.days()
                            .toString()
                            .toUpperCase()
                            .contains(date.getDayOfWeek().name())) {
                for (LocalTime time : timesOfDay(schedule)) {
                    Instant instant = whenTheClockFirstShows(date.atTime(time), zone);
                    if (instant.isAfter(start)) {
                        times.add(instant);
                    }
                }
            }
        }
        return times;
    }

    private static List<LocalTime> timesOfDay(Schedule schedule) {
        if (schedule.kind() != ScheduleKind.Hourly) {
            return schedule.times().stream().map(LocalTime::parse).toList();
        }
        List<LocalTime> times = new ArrayList<>();
        for (int hour = 0;
                hour < 24 && hour <= schedule.hourly().hours();
                hour += schedule.hourly().every()) {
            times.add(LocalTime.parse(schedule.hourly().from()).plusHours(hour));
        }
        return times;
    }

    /** Or a later time for the first time, when it never shows this one. */
    private static Instant whenTheClockFirstShows(LocalDateTime time, ZoneId zone) {
        Instant instant = time.toInstant(ZoneOffset.UTC).minus(Duration.ofHours(15));
        while (instant.atZone(zone).toLocalDateTime().isBefore(time)) {
            instant = instant.plusSeconds(30);
        }
        return instant;
    }
}
