package io.holdfast.contracts.backup;

import io.holdfast.contracts.Ack;
import io.holdfast.contracts.Endpoint;
import io.holdfast.contracts.protection.Vault;

/**
 * What backup-service serves.
 */
public final class BackupEndpoints {
    /** Looks at a restore target without touching it. */
    public static final Endpoint<CheckTarget, RestorePreview> CHECK_TARGET =
            Endpoint.idempotent("backup.restore.check-target.v1", CheckTarget.class, RestorePreview.class);

    /**
     * Removes the files of a vault that is deleted, and of no other that may lie in its place. {@code ServiceUnavailable} while an earlier
     * request is being worked on; {@code VaultNotEmpty} when recovery points lie there that the catalogue did not know of.
     */
    public static final Endpoint<Vault, Ack> REMOVE_VAULT =
            Endpoint.idempotent("backup.vault.remove.v1", Vault.class, Ack.class);

    /** To the byte. {@code ServiceUnavailable} while another one is worked out; takes as long as it takes to read the vault's block maps. */
    public static final Endpoint<MeasureFreed, FreedBytes> MEASURE_FREED =
            Endpoint.once("backup.vault.measure-freed.v1", MeasureFreed.class, FreedBytes.class);

    private BackupEndpoints() {}
}
