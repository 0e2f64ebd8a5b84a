package io.holdfast.protection;

import io.holdfast.contracts.DryRun;
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
    private long count;
    private long bytes;
    private @Nullable Instant first;

    /** A point that would go then. */
    void add(ExpiryStore.Candidate point, Instant goesAt) {
        count++;
        bytes += point.storedBytes();
        first = first == null || goesAt.isBefore(first) ? goesAt : first;
        if (listed.size() < DryRun.MAX_LISTED) {
            listed.add(new DryRun.Loss(point.id(), point.item(), point.time(), goesAt, point.storedBytes()));
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

    DryRun dryRun(String... effects) {
        String lost = first == null
                ? "no recovery point would go earlier than it does now"
                : count(count, "recovery point") + " would go earlier than now, the first at "
                        + first.truncatedTo(ChronoUnit.SECONDS);
        return new DryRun(
                List.copyOf(listed),
                count,
                bytes,
                Stream.concat(Stream.of(effects), Stream.of(lost)).toList());
    }

    static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
