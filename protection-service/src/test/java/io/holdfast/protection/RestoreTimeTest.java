package io.holdfast.protection;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.job.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RestoreTimeTest {
    private static final long GIB = 1L << 30;

    @Test
    void the_largest_of_the_last_jobs_tells_how_fast_it_goes() {
        Job large = job(Operation.Restore, "bytesWritten", 10 * GIB, Duration.ofSeconds(100));
        Job small = job(Operation.Restore, "bytesWritten", 1000, Duration.ofSeconds(2));

        assertThat(RestoreTime.seconds(List.of(small, large, small), 5 * GIB)).isEqualTo(50);
    }

    @Test
    void a_backup_is_measured_by_what_it_read() {
        Job backup = job(Operation.Backup, "bytesRead", GIB, Duration.ofSeconds(8));

        assertThat(RestoreTime.seconds(List.of(backup), GIB / 2 + 1)).isEqualTo(5);
    }

    @Test
    void jobs_that_moved_nothing_tell_nothing() {
        Job nothing = job(Operation.Backup, "bytesRead", 0, Duration.ofSeconds(8));
        Job unknown = job(Operation.Restore, "location", 7, Duration.ofSeconds(8));

        assertThat(RestoreTime.seconds(List.of(nothing, unknown), GIB)).isNull();
        assertThat(RestoreTime.seconds(List.of(), GIB)).isNull();
    }

    @Test
    void neither_an_instant_job_nor_an_empty_machine_nor_exbibytes_upset_it() {
        Job instant = job(Operation.Restore, "bytesWritten", GIB, Duration.ZERO);
        Job slow = job(Operation.Restore, "bytesWritten", 1, Duration.ofDays(300));

        assertThat(RestoreTime.seconds(List.of(instant), GIB)).isEqualTo(1);
        assertThat(RestoreTime.seconds(List.of(instant), 0)).isEqualTo(1);
        assertThat(RestoreTime.seconds(List.of(slow), 1L << 60)).isPositive();
    }

    private static Job job(Operation operation, String result, long bytes, Duration took) {
        return new Job(
                UUID.randomUUID(),
                operation,
                "home",
                JobStatus.Completed,
                null,
                null,
                null,
                Trigger.OnDemand,
                "tester",
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.EPOCH.plus(took),
                1,
                3,
                false,
                null,
                List.of(),
                null,
                List.of(),
                Map.of(result, bytes));
    }
}
