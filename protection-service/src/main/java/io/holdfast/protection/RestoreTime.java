package io.holdfast.protection;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.PageRequest;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobFilter;
import io.holdfast.contracts.job.JobPage;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.ListJobs;
import io.holdfast.contracts.job.Operation;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long a restore will take: as the largest of the vault's last restores went, or of its last backups where there was none yet. The
 * largest, because small ones tell more of their beginning and end than of the way between.
 */
final class RestoreTime {
    private static final PageRequest LAST = new PageRequest(20, null);

    private RestoreTime() {}

    /** Seconds; null when there is nothing to go by. Never fails. */
    static Future<@Nullable Long> of(Bus bus, String vault, long bytes, Caller caller) {
        return estimate(bus, vault, Operation.Restore, bytes, caller)
                .compose(seconds -> seconds == null
                        ? estimate(bus, vault, Operation.Backup, bytes, caller)
                        : Future.succeededFuture(seconds))
                .otherwiseEmpty();
    }

    private static Future<@Nullable Long> estimate(
            Bus bus, String vault, Operation operation, long bytes, Caller caller) {
        JobFilter ended = new JobFilter(
                vault,
                List.of(JobStatus.Completed, JobStatus.CompletedWithWarnings),
                List.of(operation),
                null,
                null,
                null);
        return bus.call(JobEndpoints.LIST, new ListJobs(ended, LAST), caller)
                .map(JobPage::items)
                .map(jobs -> seconds(jobs, bytes));
    }

    static @Nullable Long seconds(List<Job> ended, long bytes) {
        return ended.stream()
                .filter(job -> moved(job) > 0 && job.startedAt() != null && job.endedAt() != null)
                .max(Comparator.comparingLong(RestoreTime::moved))
                .map(job -> {
                    double millis = Math.max(
                            1, Duration.between(job.startedAt(), job.endedAt()).toMillis());
                    return Math.max(1, (long) Math.ceil(millis / 1000 * bytes / moved(job)));
                })
                .orElse(null);
    }

    private static long moved(Job job) {
        Object bytes = job.result().get(job.operation() == Operation.Restore ? "bytesWritten" : "bytesRead");
        return bytes instanceof Number number ? number.longValue() : 0;
    }
}
