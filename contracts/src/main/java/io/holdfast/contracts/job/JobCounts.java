package io.holdfast.contracts.job;

/**
 * Jobs created in a span of time, by status. Cancelling counts as in progress.
 */
public record JobCounts(
        long queued, long inProgress, long completed, long completedWithWarnings, long failed, long cancelled) {}
