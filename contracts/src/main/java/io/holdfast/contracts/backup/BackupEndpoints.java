package io.holdfast.contracts.backup;

import io.holdfast.contracts.Endpoint;

/**
 * What backup-service serves.
 */
public final class BackupEndpoints {
    /** Looks at a restore target without touching it. */
    public static final Endpoint<CheckTarget, RestorePreview> CHECK_TARGET =
            Endpoint.idempotent("backup.restore.check-target.v1", CheckTarget.class, RestorePreview.class);

    private BackupEndpoints() {}
}
