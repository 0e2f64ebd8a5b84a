package io.holdfast.contracts.job;

/**
 * What a job does.
 */
public enum Operation {
    Discover,
    Register,
    Unregister,
    ConfigureProtection,
    StopProtection,
    Backup,
    Restore,
    DeleteBackupData,
    Verify,
    Prune,
    Drill
}
