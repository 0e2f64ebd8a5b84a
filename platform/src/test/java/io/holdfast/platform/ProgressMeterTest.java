package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.job.Progress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressMeterTest {

    private final ProgressMeter meter = new ProgressMeter();

    private Progress after(long seconds, long bytesRead) {
        return meter.fill(new Progress(0, 1000, bytesRead, 0, 0, 0, null), TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void percentRateAndRemainingTimeFollowFromTheBytes() {
        after(0, 0);
        after(1, 100);
        Progress progress = after(2, 200);

        assertThat(progress.percent()).isEqualTo(20);
        assertThat(progress.bytesPerSecond()).isEqualTo(100);
        assertThat(progress.etaSeconds()).isEqualTo(8);
    }

    @Test
    void aStallLowersTheRateByAndBy() {
        after(0, 0);
        after(1, 100);

        assertThat(after(2, 100).bytesPerSecond()).isBetween(50L, 99L);
        assertThat(after(30, 100).bytesPerSecond()).isLessThan(5);
    }

    @Test
    void whatTheJobSaysItselfStays() {
        Progress said = new Progress(7, 1000, 500, 1, 2, 33, 44L);

        assertThat(meter.fill(said, 0)).isEqualTo(said);
    }

    @Test
    void withoutBytesThereIsOnlyThePercentage() {
        Progress progress = meter.fill(new Progress(40, 0, 0, 0, 0, 0, null), 0);

        assertThat(progress).isEqualTo(new Progress(40, 0, 0, 0, 0, 0, null));
    }
}
