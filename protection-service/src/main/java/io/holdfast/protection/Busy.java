package io.holdfast.protection;

import io.holdfast.contracts.job.Operation;

/** What the unfinished jobs of an item are doing. */
enum Busy {
    Configuring,
    Stopping,
    BackingUp,
    Restoring,
    DeletingPoint,
    DeletingData;

    static Busy of(Operation operation, boolean everything) {
        return switch (operation) {
            case ConfigureProtection -> Configuring;
            case StopProtection -> Stopping;
            case Backup -> BackingUp;
            case Restore -> Restoring;
            case DeleteBackupData -> everything ? DeletingData : DeletingPoint;
            default -> throw new IllegalArgumentException(operation + " is no operation on a protected item");
        };
    }
}
