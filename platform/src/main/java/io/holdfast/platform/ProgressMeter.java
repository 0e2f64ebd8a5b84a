package io.holdfast.platform;

import io.holdfast.contracts.job.Progress;
import java.util.concurrent.TimeUnit;

/**
 * Fills in what a job doesn't say itself: percent, rate and remaining time, from the bytes it has read. The rate is smoothed over some
 * seconds, so that it can be read.
 */
final class ProgressMeter {

    private static final double SMOOTHING_SECONDS = 5;
    private static final double MIN_SAMPLE_SECONDS = 0.2;

    private long sampleNanos;
    private long sampleBytes = -1;
    private double rate;

    Progress fill(Progress p, long nanos) {
        if (sampleBytes < 0) {
            sampleNanos = nanos;
            sampleBytes = p.bytesRead();
        }
        double seconds = (nanos - sampleNanos) / (double) TimeUnit.SECONDS.toNanos(1);
        if (seconds >= MIN_SAMPLE_SECONDS) {
            double current = Math.max(0, p.bytesRead() - sampleBytes) / seconds;
            double weight = rate == 0 ? 1 : 1 - Math.exp(-seconds / SMOOTHING_SECONDS);
            rate += weight * (current - rate);
            sampleNanos = nanos;
            sampleBytes = p.bytesRead();
        }
        long perSecond = p.bytesPerSecond() > 0 ? p.bytesPerSecond() : Math.round(rate);
        long left = Math.max(0, p.bytesTotal() - p.bytesRead());
        Long eta = p.etaSeconds();
        if (eta == null && perSecond > 0 && p.bytesTotal() > 0) {
            eta = left / perSecond;
        }
        int percent = p.percent() == 0 && p.bytesTotal() > 0
                ? (int) Math.min(100, 100 * (double) p.bytesRead() / p.bytesTotal())
                : p.percent();
        return new Progress(percent, p.bytesTotal(), p.bytesRead(), p.bytesNew(), p.bytesStored(), perSecond, eta);
    }
}
