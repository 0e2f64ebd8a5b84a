package io.holdfast.contracts.job;

/**
 * {@code Queued → InProgress → Completed | CompletedWithWarnings | Failed}; {@code Queued | InProgress → Cancelling → Cancelled}.
 */
public enum JobStatus {
    Queued,
    InProgress,
    Cancelling,
    Completed,
    CompletedWithWarnings,
    Failed,
    Cancelled;

    /** A final state never changes. */
    public boolean isFinal() {
        return this != Queued && this != InProgress && this != Cancelling;
    }
}
