package io.holdfast.contracts.protection;

import io.holdfast.contracts.HoldfastException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The instants a policy's schedules name, all together: one that several of them name is one run. A time that a change to summer time skips
 * happens at the moment of the change; one that happens twice when summer time ends happens the first time only.
 */
public final class RunTimes {

    private final List<ScheduleTimes> schedules;

    /** @throws HoldfastException {@code InvalidField} when there is no schedule, or one that can never run */
    public RunTimes(List<Schedule> schedules) {
        if (schedules.isEmpty()) {
            throw HoldfastException.invalidField("/schedules", "Required", "a policy needs a schedule");
        }
        this.schedules = IntStream.range(0, schedules.size())
                .mapToObj(i -> new ScheduleTimes(schedules.get(i), "/schedules/" + i))
                .toList();
    }

    /** The next {@code count} runs after {@code from}, ascending, each once. */
    public List<Instant> after(Instant from, int count) {
        List<Instant> runs = new ArrayList<>();
        Instant last = from;
        while (runs.size() < count) {
            last = next(last);
            runs.add(last);
        }
        return runs;
    }

    /** The first run after {@code from}. */
    public Instant next(Instant from) {
        return schedules.stream()
                .map(schedule -> schedule.next(from))
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** The last run at or before {@code until}. */
    public Instant newest(Instant until) {
        return schedules.stream()
                .map(schedule -> schedule.newest(until))
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /**
     * Whose run this is: of the schedules that name it the one that lets it start latest, so that no other one's haste loses it; when none does, as after a change of the policy, the first there is.
     */
    public Schedule of(Instant run) {
        return schedules.stream()
                .filter(schedule -> schedule.newest(run).equals(run))
                .map(ScheduleTimes::schedule)
                .max(Comparator.comparing(RunTimes::patience))
                .orElse(schedules.get(0).schedule());
    }

    private static Duration patience(Schedule schedule) {
        return schedule.misfire() == Misfire.Skip && schedule.startDeadline() != null
                ? schedule.startDeadline()
                : ChronoUnit.FOREVER.getDuration();
    }
}
