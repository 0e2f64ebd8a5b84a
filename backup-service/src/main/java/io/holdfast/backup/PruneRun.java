package io.holdfast.backup;

import io.holdfast.contracts.backup.PruneParams;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.contracts.protection.VaultName;
import io.holdfast.platform.JobRun;
import io.holdfast.store.PruneReport;
import io.holdfast.store.StoreException;
import java.util.LinkedHashMap;
import java.util.Map;

/** One run of a Prune job: gives back the space of what no recovery point needs. May be stopped anywhere, and run again. */
final class PruneRun {
    private final Mover mover;
    private final JobRun run;

    PruneRun(Mover mover, JobRun run) {
        this.mover = mover;
        this.run = run;
    }

    Map<String, Object> run() {
        PruneParams params = run.params(PruneParams.class);
        VaultName name = new VaultName(params.vault(), null);
        Vault vault = mover.calls().call(ProtectionEndpoints.VAULT_GET, name, run::stopRequested);
        try {
            return result(mover.stores()
                    .open(vault)
                    .prune(new VaultLedger(mover.ledger(), mover.calls(), vault, run.lease()), run::checkStop));
        } catch (StoreException.NotAVault e) {
            if (mover.holdsPoints(params.vault(), run)) {
                throw e;
            }
            run.log("Nothing has been backed up to this vault yet.");
            return result(new PruneReport(0, 0, 0, 0, 0, 0, 0, 0));
        }
    }

    private Map<String, Object> result(PruneReport report) {
        if (report.waitingPacks() > 0) {
            run.log(report.waitingBytes()
                    + " bytes are decided about by the next prune, because backups were running.");
        }
        if (report.lostChunks() > 0) {
            run.warn(
                    "VaultDamaged",
                    report.lostChunks() + " pieces of data that recovery points need are not in the vault.");
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("bytesFreed", report.freedBytes());
        result.put("packsDeleted", report.deletedPacks());
        result.put("bytesRewritten", report.copiedBytes());
        result.put("bytesWaiting", report.waitingBytes());
        result.put("bytesStored", report.storedBytes());
        result.put("bytesNeeded", report.liveBytes());
        return result;
    }
}
