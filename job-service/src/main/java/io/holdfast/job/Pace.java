package io.holdfast.job;

import io.holdfast.contracts.job.Progress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Fills in rate and remaining time where a worker reports bytes only.
 */
final class Pace {
    /** How much the newest stretch weighs in the smoothed rate. */
    private static final double NEWEST = 0.3;

    private static final long SHORTEST_STRETCH_MILLIS = 100;

    static Progress filled(
            Progress reported,
            @Nullable Progress before,
            @Nullable Instant beforeAt,
            @Nullable Instant began,
            Instant now) {
        long rate = reported.bytesPerSecond() > 0
                ? reported.bytesPerSecond()
                : rate(reported.bytesRead(), before, before == null ? began : beforeAt, now);
        Long eta = reported.etaSeconds();
        if (eta == null && rate > 0 && reported.bytesTotal() >= reported.bytesRead()) {
            eta = (reported.bytesTotal() - reported.bytesRead() + rate - 1) / rate;
        }
        return new Progress(
                Math.max(0, Math.min(100, reported.percent())),
                reported.bytesTotal(),
                reported.bytesRead(),
                reported.bytesNew(),
                reported.bytesStored(),
                rate,
                eta);
    }

    private static long rate(long read, @Nullable Progress before, @Nullable Instant since, Instant now) {
        long known = before == null ? 0 : before.bytesPerSecond();
        long millis = since == null ? 0 : Duration.between(since, now).toMillis();
        long bytes = read - (before == null ? 0 : before.bytesRead());
        if (millis < SHORTEST_STRETCH_MILLIS || bytes < 0) {
            return known;
        }
        double newest = bytes * 1000.0 / millis;
        return Math.round(known == 0 ? newest : known + NEWEST * (newest - known));
    }

    private Pace() {}
}
