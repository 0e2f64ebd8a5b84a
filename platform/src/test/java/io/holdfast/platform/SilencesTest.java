package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SilencesTest {

    private long now = 1;
    private final Silences silences = new Silences(() -> now);

    private void timeOutEverySecond(String address, int seconds) {
        for (int i = 0; i < seconds; i++) {
            silences.timedOut(address);
            now += TimeUnit.SECONDS.toNanos(1);
        }
    }

    @Test
    void aMinuteOfNothingButTimeOutsIsTooLong() {
        timeOutEverySecond("job.lease.v1", 60);
        assertThat(silences.check().succeeded()).isTrue();

        timeOutEverySecond("job.lease.v1", 2);

        assertThat(silences.check().cause()).hasMessageContaining("job.lease.v1");
    }

    @Test
    void oneAnswerEndsASilence() {
        timeOutEverySecond("job.lease.v1", 59);
        silences.answered("job.lease.v1");
        timeOutEverySecond("job.lease.v1", 10);

        assertThat(silences.check().succeeded()).isTrue();
    }

    @Test
    void theAnswersOfOneAddressSayNothingAboutAnother() {
        timeOutEverySecond("job.lease.v1", 62);
        silences.answered("job.get.v1");

        assertThat(silences.check().failed()).isTrue();
    }

    @Test
    void aFewTimeOutsOverALongTimeAreNoSilence() {
        for (int i = 0; i < 10; i++) {
            timeOutEverySecond("job.lease.v1", 1);
            now += TimeUnit.SECONDS.toNanos(40);
        }

        assertThat(silences.check().succeeded()).isTrue();
    }

    @Test
    void aSilenceNobodyTestsAnyMoreIsForgotten() {
        timeOutEverySecond("job.lease.v1", 62);
        now += TimeUnit.SECONDS.toNanos(31);

        assertThat(silences.check().succeeded()).isTrue();
    }
}
