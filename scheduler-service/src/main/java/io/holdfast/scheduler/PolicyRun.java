package io.holdfast.scheduler;

import io.holdfast.contracts.protection.Misfire;
import io.holdfast.contracts.protection.PolicySchedule;
import io.holdfast.contracts.protection.RunTimes;
import io.holdfast.contracts.protection.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a policy stands in its schedule. {@code nextAt}: the earliest nominal time that no run has begun for; {@code occurrence}: the run under
 * way, {@code cursor}: the last item it was done for; {@code wakeAt}: when there is something to do. {@code token} fences whoever holds the row.
 */
record PolicyRun(
        PolicySchedule policy,
        Instant nextAt,
        @Nullable Instant occurrence,
        @Nullable UUID cursor,
        Instant wakeAt,
        long token) {

    /** Older runs than these were missed longer ago than any deadline allows, or a newer one of the same schedule was missed too. */
    private static final Duration LONG_AGO = Duration.ofDays(8);

    static PolicyRun of(PolicySchedule policy) {
        return waiting(policy, new RunTimes(policy.schedules()).next(policy.since()), 0);
    }

    private static PolicyRun waiting(PolicySchedule policy, Instant nextAt, long token) {
        Instant start = Jitter.start(policy, new RunTimes(policy.schedules()), nextAt);
        return new PolicyRun(policy, nextAt, null, null, start, token);
    }

    boolean isOlderThan(PolicySchedule other) {
        int made = policy.createdAt().compareTo(other.createdAt());
        return made < 0 || (made == 0 && policy.version() < other.version());
    }

    /**
     * The policy is another now. What was due before its schedule changed still is, and the run under way goes on; but what a pause held up
     * is over.
     */
    PolicyRun follow(PolicySchedule changed) {
        if (policy.paused() && !changed.paused()) {
            return waiting(changed, of(changed).nextAt, token);
        }
        boolean dueBefore = !nextAt.isAfter(changed.since());
        if (changed.since().equals(policy.since()) || dueBefore) {
            return new PolicyRun(changed, nextAt, occurrence, cursor, wakeAt, token);
        }
        PolicyRun anew = of(changed);
        return new PolicyRun(
                changed, anew.nextAt, occurrence, cursor, occurrence == null ? anew.wakeAt : wakeAt, token);
    }

    /**
     * Takes the row, which is due. Of the runs that were missed and do not come too late, the newest is the one that happens; none, when all
     * come too late.
     */
    PolicyRun begin(Instant now, Duration lease) {
        RunTimes times = new RunTimes(policy.schedules());
        Instant newest = newest(times, now);
        Instant granted = granted(times, newest, now);
        boolean later = granted.isAfter(policy.since()) && !granted.isBefore(nextAt);
        Instant run = later ? granted : occurrence == null ? nextAt : occurrence;
        if (run.equals(occurrence)) {
            return new PolicyRun(policy, nextAt, occurrence, cursor, now.plus(lease), token + 1);
        }
        Instant next = times.next(latest(run, newest, policy.since()));
        return isTooLate(times, run, now)
                ? waiting(policy, next, token + 1)
                : new PolicyRun(policy, next, run, null, now.plus(lease), token + 1);
    }

    /** The newest run whose start has come, jitter and all. */
    private Instant newest(RunTimes times, Instant now) {
        Instant newest = times.newest(now);
        while (newest.isAfter(nextAt) && Jitter.start(policy, times, newest).isAfter(now)) {
            newest = times.newest(newest.minusNanos(1));
        }
        return newest;
    }

    /** The newest, or one before it that may start later than that. */
    private Instant granted(RunTimes times, Instant newest, Instant now) {
        Instant granted = newest;
        while (granted.isAfter(nextAt) && granted.isAfter(now.minus(LONG_AGO)) && isTooLate(times, granted, now)) {
            granted = times.newest(granted.minusNanos(1));
        }
        return granted;
    }

    private boolean isTooLate(RunTimes times, Instant run, Instant now) {
        Schedule schedule = times.of(run);
        Duration deadline = schedule.startDeadline();
        return schedule.misfire() == Misfire.Skip
                && deadline != null
                && Jitter.start(policy, times, run).plus(deadline).isBefore(now);
    }

    private static Instant latest(Instant... instants) {
        return Collections.max(List.of(instants));
    }

    PolicyRun doneUpTo(@Nullable UUID item, Instant leasedUntil) {
        return new PolicyRun(policy, nextAt, occurrence, item, leasedUntil, token);
    }

    PolicyRun ended() {
        return waiting(policy, nextAt, token);
    }
}
