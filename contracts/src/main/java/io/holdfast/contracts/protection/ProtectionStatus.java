package io.holdfast.contracts.protection;

public enum ProtectionStatus {
    NotProtected("Not protected"),
    ConfiguringProtection("Configuring protection"),
    InitialBackupPending("Protected - (pending initial backup)"),
    Protected("Protected"),
    ProtectionStopped("Protection stopped"),
    BackupsSuspended("Backups suspended"),
    ProtectionError("Protection error"),
    SoftDeleted("Deleted (can be undone)");

    private final String wording;

    ProtectionStatus(String wording) {
        this.wording = wording;
    }

    /** What people see. */
    public String wording() {
        return wording;
    }
}
