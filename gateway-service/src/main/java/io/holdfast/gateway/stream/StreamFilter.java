package io.holdfast.gateway.stream;

import io.holdfast.contracts.alert.AlertChanged;
import io.holdfast.contracts.job.JobEvent;
import io.holdfast.contracts.job.JobFilter;
import io.holdfast.contracts.job.JobProgress;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.protection.ItemChanged;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a reader wants to see. {@code log}: every line of the job's log instead of transitions, and no progress.
 */
record StreamFilter(JobFilter jobs, @Nullable UUID job, boolean log) {

    static StreamFilter of(JobFilter jobs) {
        return new StreamFilter(jobs, null, false);
    }

    static StreamFilter ofJob(UUID job) {
        return new StreamFilter(JobFilter.all(), job, false);
    }

    static StreamFilter ofLog(UUID job) {
        return new StreamFilter(JobFilter.all(), job, true);
    }

    boolean wants(JobEvent event) {
        return (log || event.isTransition())
                && wants(event.job(), event.vault(), event.item(), event.operation(), event.status());
    }

    boolean wants(JobProgress progress) {
        return !log
                && wants(progress.job(), progress.vault(), progress.item(), progress.operation(), progress.status());
    }

    boolean wants(ItemChanged change) {
        return job == null
                && (jobs.vault() == null || jobs.vault().equals(change.vault()))
                && (jobs.item() == null || jobs.item().equals(change.item()));
    }

    /** Alerts are of vaults, and concern many items. */
    boolean wants(AlertChanged change) {
        return job == null
                && jobs.item() == null
                && (jobs.vault() == null || jobs.vault().equals(change.vault()));
    }

    private boolean wants(
            UUID ofJob, @Nullable String vault, @Nullable UUID item, Operation operation, JobStatus status) {
        return (job == null || job.equals(ofJob))
                && (jobs.vault() == null || jobs.vault().equals(vault))
                && (jobs.item() == null || jobs.item().equals(item))
                && accepts(jobs.operation(), operation)
                && accepts(jobs.status(), status);
    }

    private static <E> boolean accepts(List<E> wanted, E value) {
        return wanted.isEmpty() || wanted.contains(value);
    }
}
