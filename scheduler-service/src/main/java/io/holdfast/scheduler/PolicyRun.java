package io.holdfast.scheduler;

import io.holdfast.contracts.protection.PolicySchedule;
import java.time.Duration;
import java.time.Instant;
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

    static PolicyRun of(PolicySchedule policy) {
        Instant next = new RunTimes(policy.schedule()).next(policy.since());
        return new PolicyRun(policy, next, null, null, next, 0);
    }

    boolean isOlderThan(PolicySchedule other) {
        int made = policy.createdAt().compareTo(other.createdAt());
        return made < 0 || (made == 0 && policy.version() < other.version());
    }

    /** The policy is another now. What was due before its schedule changed still is, and the run under way goes on. */
    PolicyRun follow(PolicySchedule changed) {
        boolean dueBefore = !nextAt.isAfter(changed.since());
        if (changed.since().equals(policy.since()) || dueBefore) {
            return new PolicyRun(changed, nextAt, occurrence, cursor, wakeAt, token);
        }
        PolicyRun anew = of(changed);
        return new PolicyRun(
                changed, anew.nextAt, occurrence, cursor, occurrence == null ? anew.wakeAt : wakeAt, token);
    }

    /** Takes the row, which is due. Of several runs that were missed, the newest is the one that happens. */
    PolicyRun begin(Instant now, Duration lease) {
        RunTimes times = new RunTimes(policy.schedule());
        Instant newest = times.newest(now);
        boolean later = newest.isAfter(policy.since()) && !newest.isBefore(nextAt);
        Instant run = later ? newest : occurrence == null ? nextAt : occurrence;
        boolean goesOn = run.equals(occurrence);
        return new PolicyRun(
                policy, goesOn ? nextAt : next(times, run), run, goesOn ? cursor : null, now.plus(lease), token + 1);
    }

    private Instant next(RunTimes times, Instant run) {
        Instant after = run.isBefore(policy.since()) ? policy.since() : run;
        return times.next(after);
    }

    PolicyRun doneUpTo(@Nullable UUID item, Instant leasedUntil) {
        return new PolicyRun(policy, nextAt, occurrence, item, leasedUntil, token);
    }

    PolicyRun ended() {
        return new PolicyRun(policy, nextAt, null, null, nextAt, token);
    }
}
