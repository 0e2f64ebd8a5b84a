package io.holdfast.protection;

import io.holdfast.contracts.DryRun;
import io.holdfast.contracts.protection.Retention;
import io.holdfast.contracts.protection.Schedule;
import java.time.Instant;
import java.util.List;

/**
 * What happens to existing points when their items get this schedule and retention.
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

    static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
