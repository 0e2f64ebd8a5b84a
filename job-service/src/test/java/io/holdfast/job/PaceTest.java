package io.holdfast.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.job.Progress;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Instant BEGAN = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void rate_and_remaining_time_are_computed_from_bytes() {
        Progress filled = Pace.filled(Replica.bytes(1000, 200), null, null, BEGAN, BEGAN.plusSeconds(2));

        assertThat(filled.bytesPerSecond()).isEqualTo(100);
        assertThat(filled.etaSeconds()).isEqualTo(8);
    }

    @Test
    void the_rate_is_smoothed_over_reports() {
        Progress first = Pace.filled(Replica.bytes(1000, 200), null, null, BEGAN, BEGAN.plusSeconds(2));

        Progress second =
                Pace.filled(Replica.bytes(1000, 600), first, BEGAN.plusSeconds(2), BEGAN, BEGAN.plusSeconds(4));

        assertThat(second.bytesPerSecond()).isEqualTo(130);
    }

    @Test
    void what_the_worker_says_stays() {
        Progress said = new Progress(40, 1000, 400, 0, 0, 77, 12L);

        assertThat(Pace.filled(said, null, null, BEGAN, BEGAN.plusSeconds(2))).isEqualTo(said);
    }

    @Test
    void reports_in_quick_succession_keep_the_known_rate() {
        Progress first = Pace.filled(Replica.bytes(1000, 200), null, null, BEGAN, BEGAN.plusSeconds(2));

        Progress second =
                Pace.filled(Replica.bytes(1000, 900), first, BEGAN.plusSeconds(2), BEGAN, BEGAN.plusMillis(2001));

        assertThat(second.bytesPerSecond()).isEqualTo(100);
    }

    @Test
    void a_job_without_bytes_has_its_percent_only() {
        Progress filled = Pace.filled(new Progress(120, 0, 0, 0, 0, 0, null), null, null, BEGAN, BEGAN.plusSeconds(2));

        assertThat(filled).isEqualTo(new Progress(100, 0, 0, 0, 0, 0, null));
    }
}
