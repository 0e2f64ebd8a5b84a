package io.holdfast.backup;

import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.SummaryRequest;
import io.holdfast.platform.JobRun;
import java.time.Clock;
import java.util.concurrent.Executor;

/**
 * What every run of this process works with.
 *
 * @param name    unique per start of a process
 * @param threads shared by the data work of all jobs
 */
record Mover(
        String name,
        BackupSettings settings,
        BackupStore work,
        LedgerStore ledger,
        VerifiedStore verified,
        Calls calls,
        Sources sources,
        Stores stores,
        Leftovers leftovers,
        Executor threads,
        Clock clock) {

    /** Whether the catalogue knows recovery points of the vault, so that its files have to be there. */
    boolean holdsPoints(String vault, JobRun run) {
        return calls.call(ProtectionEndpoints.SUMMARY, new SummaryRequest(vault), run::stopRequested)
                        .recoveryPoints()
                > 0;
    }
}
