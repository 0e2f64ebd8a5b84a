package io.holdfast.protection;

import io.holdfast.contracts.DryRun;
import io.holdfast.contracts.backup.MeasureFreed;
import io.holdfast.contracts.backup.PointRef;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Adds up which points a change would cost.
 */
final class Losses {

    private final List<DryRun.Loss> listed = new ArrayList<>();
    private final List<PointRef> points = new ArrayList<>();
    private long count;
    private long bytes;
    private @Nullable Instant first;

    /** A point that would go then. */
    void add(ExpiryStore.Candidate point, Instant goesAt) {
        add(new DryRun.Loss(point.id(), point.item(), point.itemName(), point.time(), goesAt, point.storedBytes()));
    }

    void add(DryRun.Loss point) {
        count++;
        bytes += point.storedBytes();
        if (points.size() <= MeasureFreed.MAX_POINTS) {
            points.add(new PointRef(point.item(), point.id()));
        }
        first = first == null || point.goesAt().isBefore(first) ? point.goesAt() : first;
        if (listed.size() < DryRun.MAX_LISTED) {
            listed.add(point);
        }
    }

    /** Those that would go earlier than they do now. The newest of an item stays. */
    void addEarlier(List<Expiries.Judged> judged) {
        for (Expiries.Judged one : judged) {
            Instant after = one.expiry().at();
            ExpiryRule.Expiry expiry = one.point().expiry();
            Instant before = expiry == null ? null : expiry.at();
            if (!one.point().newest() && after != null && (before == null || after.isBefore(before))) {
                add(one.point(), after);
            }
        }
    }

    /** All of them, or more than can be measured. */
    List<PointRef> points() {
        return points;
    }

    /** What it would cost, as far as the catalogue can tell. */
    DryRun dryRun(String... effects) {
        String lost = first == null
                ? "no recovery point would go earlier than it does now"
                : count(count, "recovery point") + " would go earlier than now, the first at "
                        + first.truncatedTo(ChronoUnit.SECONDS);
        return new DryRun(
                List.copyOf(listed),
                count,
                bytes,
                count == 0,
                Stream.concat(Stream.of(effects), Stream.of(lost)).toList());
    }

    static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
