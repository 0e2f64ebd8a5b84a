package io.holdfast.protection;

import io.holdfast.contracts.DryRun;
import io.holdfast.contracts.protection.PolicyPreview;
import io.holdfast.contracts.protection.Retention;
import io.holdfast.contracts.protection.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What happens to points, those there are and those to come, when their items get this schedule and retention.
 */
final class PolicyEffects {

    private PolicyEffects() {}

    static DryRun of(
            List<PointStore.Candidate> points, Schedule schedule, Retention retention, int items, Instant now) {
        List<PointStore.Candidate> lost = points.stream()
                .filter(point -> KeepRule.kept(
                                point.time(), point.retainUntil(), schedule, retention, point.newest(), now)
                        .expiredAt(now))
                .toList();
        long bytes = lost.stream().mapToLong(PointStore.Candidate::storedBytes).sum();
        return new DryRun(
                lost.stream().map(PointStore.Candidate::point).toList(),
                bytes,
                List.of(
                        count(items, "item") + " would be configured anew",
                        lost.isEmpty()
                                ? "no recovery point would expire at once"
                                : count(lost.size(), "recovery point") + " would expire at once"));
    }

    /** How long the points of these runs live. */
    static PolicyPreview lives(List<Instant> runs, Schedule schedule, Retention retention) {
        return new PolicyPreview(runs.stream()
                .map(run -> {
                    KeepRule.Kept kept = KeepRule.byPolicy(run, schedule, retention);
                    return new PolicyPreview.Run(run, Objects.requireNonNull(kept.until()), kept.because());
                })
                .toList());
    }

    static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
