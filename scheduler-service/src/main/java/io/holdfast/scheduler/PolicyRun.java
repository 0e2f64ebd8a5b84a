package io.holdfast.scheduler;

import io.holdfast.contracts.protection.Misfire;
import io.holdfast.contracts.protection.PolicySchedule;
import io.holdfast.contracts.protection.RunTimes;
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
        return waiting(policy, new RunTimes(policy.schedule()).next(policy.since()), 0);
    }

    private static PolicyRun waiting(PolicySchedule policy, Instant nextAt, long token) {
        return new PolicyRun(policy, nextAt, null, null, Jitter.start(policy, nextAt), token);
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

    /** Takes the row, which is due. Of several runs that were missed, the newest is the one that happens; or none, when all come too late. */
    PolicyRun begin(Instant now, Duration lease) {
        RunTimes times = new RunTimes(policy.schedule());
        Instant newest = newest(times, now);
        boolean later = newest.isAfter(policy.since()) && !newest.isBefore(nextAt);
        Instant run = later ? newest : occurrence == null ? nextAt : occurrence;
        if (run.equals(occurrence)) {
            return new PolicyRun(policy, nextAt, occurrence, cursor, now.plus(lease), token + 1);
        }
        Instant next = times.next(run.isBefore(policy.since()) ? policy.since() : run);
        return isTooLate(run, now)
                ? waiting(policy, next, token + 1)
                : new PolicyRun(policy, next, run, null, now.plus(lease), token + 1);
    }

    /** The newest run whose start has come, jitter and all. */
    private Instant newest(RunTimes times, Instant now) {
        Instant newest = times.newest(now);
        while (newest.isAfter(nextAt) && Jitter.start(policy, newest).isAfter(now)) {
            newest = times.newest(newest.minusNanos(1));
        }
        return newest;
    }

    private boolean isTooLate(Instant run, Instant now) {
        Duration deadline = policy.schedule().startDeadline();
        return policy.schedule().misfire() == Misfire.Skip
                && deadline != null
                && Jitter.start(policy, run).plus(deadline).isBefore(now);
    }

    PolicyRun doneUpTo(@Nullable UUID item, Instant leasedUntil) {
        return new PolicyRun(policy, nextAt, occurrence, item, leasedUntil, token);
    }

    PolicyRun ended() {
        return waiting(policy, nextAt, token);
    }
}
