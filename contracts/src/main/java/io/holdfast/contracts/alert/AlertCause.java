package io.holdfast.contracts.alert;

/**
 * What an alert is about.
 */
public enum AlertCause {
    /** A backup ended in failure. */
    BackupFailed(AlertSeverity.Critical),
    /** A restore ended in failure. */
    RestoreFailed(AlertSeverity.Critical),
    /** A backup that the policy's schedule names did not happen. */
    BackupOverdue(AlertSeverity.Critical),
    /** The first backup that the policy's schedule names did not happen: there is nothing to restore. */
    NeverBackedUp(AlertSeverity.Critical),
    /** The machine, or the place where it lives, is not there. */
    SourceGone(AlertSeverity.Warning),
    /** A verification has found recovery points that cannot be restored whole. */
    DataDamaged(AlertSeverity.Critical),
    /** An item's backup data was deleted, which can be undone for some time. */
    DataDeleted(AlertSeverity.Critical),
    /** Deleted backup data is about to go for good. */
    PurgeUpcoming(AlertSeverity.Critical);

    private final AlertSeverity severity;

    AlertCause(AlertSeverity severity) {
        this.severity = severity;
    }

    public AlertSeverity severity() {
        return severity;
    }
}
