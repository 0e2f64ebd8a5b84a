package io.holdfast.backup;

import io.holdfast.contracts.job.Lease;
import io.holdfast.contracts.protection.KnownPoints;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.store.PointKey;
import io.holdfast.store.PruneLedger;
import java.util.List;
import java.util.Set;

/** One run's turn at a vault's ledger. Blocks. */
final class VaultLedger implements PruneLedger {
    private final LedgerStore rows;
    private final Calls calls;
    private final Vault vault;
    private final Lease lease;

    VaultLedger(LedgerStore rows, Calls calls, Vault vault, Lease lease) {
        this.rows = rows;
        this.calls = calls;
        this.vault = vault;
        this.lease = lease;
        Await.result(rows.take(vault.id(), lease));
    }

    @Override
    public Set<String> ripe() {
        return Await.result(rows.ripe(vault.id()));
    }

    @Override
    public Set<String> condemned() {
        return Await.result(rows.leaving(vault.id(), false));
    }

    @Override
    public Set<String> doomed() {
        return Await.result(rows.leaving(vault.id(), true));
    }

    @Override
    public Set<String> damaged() {
        return Await.result(rows.damaged(vault.id()));
    }

    @Override
    public Set<PointKey> bases() {
        return Await.result(rows.bases(vault.id()));
    }

    @Override
    public boolean isPoint(PointKey point) {
        KnownPoints asked = new KnownPoints(vault.name(), List.of(point.point()));
        return calls.once(ProtectionEndpoints.KNOWN_POINTS, asked).points().contains(point.point());
    }

    @Override
    public void condemn(Set<String> packs) {
        Await.result(rows.condemn(vault.id(), lease, packs));
    }

    @Override
    public void reprieve(Set<String> packs) {
        Await.result(rows.reprieve(vault.id(), lease, packs));
    }

    @Override
    public void doom(Set<String> packs) {
        Await.result(rows.doom(vault.id(), lease, packs));
    }

    @Override
    public void forget(Set<String> packs) {
        Await.result(rows.forget(vault.id(), lease, packs));
    }
}
