package io.holdfast.backup;

import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.backup.VerifyDepth;
import io.holdfast.contracts.backup.VerifyParams;
import io.holdfast.contracts.job.Progress;
import io.holdfast.contracts.protection.ProtectedItem;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.contracts.protection.VaultName;
import io.holdfast.contracts.registration.ItemKey;
import io.holdfast.platform.JobRun;
import io.holdfast.store.ChunkId;
import io.holdfast.store.DamagedPack;
import io.holdfast.store.DamagedPoint;
import io.holdfast.store.StoreException;
import io.holdfast.store.StoredPack;
import io.holdfast.store.VaultStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One run of a Verify job. Packs known to be damaged are read first, then those never read, then those read longest ago, until the job's share of the vault's bytes is done. What is
 * found counts at once: nothing that is stored from now on relies on it, and the next backup of a machine that is hurt reads everything.
 */
final class VerifyRun {
    private static final int MOST_NAMED = 20;

    private final Mover mover;
    private final JobRun run;
    private final VerifyParams params;
    private long read;
    private int packsRead;

    VerifyRun(Mover mover, JobRun run) {
        this.mover = mover;
        this.run = run;
        this.params = run.params(VerifyParams.class);
    }

    Map<String, Object> run() {
        VaultName name = new VaultName(params.vault(), null);
        Vault vault = mover.calls().call(ProtectionEndpoints.VAULT_GET, name, run::stopRequested);
        VaultStore store;
        try {
            store = mover.stores().open(vault);
        } catch (StoreException.NotAVault e) {
            if (mover.holdsPoints(params.vault(), run)) {
                throw e;
            }
            run.log("Nothing has been backed up to this vault yet.");
            return result(List.of(), List.of(), Set.of(), null);
        }
        List<StoredPack> packs = store.packs();
        Await.result(mover.verified()
                .keepOnly(vault.id(), packs.stream().map(StoredPack::name).toList()));
        List<DamagedPack> damaged = params.depth() == VerifyDepth.Structure ? List.of() : read(vault, store, packs);
        Set<ChunkId> bad = new HashSet<>();
        damaged.forEach(pack -> bad.addAll(pack.chunks()));
        List<DamagedPoint> points = store.damagedPoints(bad, run::checkStop);
        Set<UUID> healed = Await.result(mover.verified()
                .damaged(vault.id(), points.stream().map(DamagedPoint::key).toList()));
        warn(damaged, points);
        return result(damaged, points, healed, oldest(vault, packs));
    }

    private List<DamagedPack> read(Vault vault, VaultStore store, List<StoredPack> packs) {
        Map<String, VerifiedStore.Seen> seen = Await.result(mover.verified().seen(vault.id()));
        List<StoredPack> due = new ArrayList<>(packs);
        due.sort(Comparator.comparing(pack -> turn(seen.get(pack.name()))));
        long total = packs.stream().mapToLong(StoredPack::bytes).sum();
        long budget = (total + params.share() - 1) / params.share();
        List<DamagedPack> damaged = new ArrayList<>();
        for (StoredPack pack : due) {
            if (read >= budget && !isDamaged(seen.get(pack.name()))) {
                break;
            }
            run.checkStop();
            DamagedPack found = store.verify(pack.name(), params.depth() == VerifyDepth.Content, run::checkStop);
            read += pack.bytes();
            packsRead++;
            if (found != null) {
                run.log("Pack " + pack.name() + " is damaged: " + found.what() + ".");
                damaged.add(found);
            }
            Await.result(mover.verified()
                    .saw(vault.id(), pack.name(), mover.clock().instant(), found == null ? null : found.what()));
            run.progress(
                    new Progress((int) Math.min(100, 100 * read / Math.max(1, budget)), budget, read, 0, 0, 0, null));
        }
        return damaged;
    }

    private static boolean isDamaged(VerifiedStore.@Nullable Seen seen) {
        return seen != null && seen.damage() != null;
    }

    private static Instant turn(VerifiedStore.@Nullable Seen seen) {
        return seen == null ? Instant.EPOCH : seen.damage() != null ? Instant.MIN : seen.at();
    }

    private @Nullable Instant oldest(Vault vault, List<StoredPack> packs) {
        Map<String, VerifiedStore.Seen> seen = Await.result(mover.verified().seen(vault.id()));
        return packs.stream().allMatch(pack -> seen.containsKey(pack.name()))
                ? seen.values().stream()
                        .map(VerifiedStore.Seen::at)
                        .min(Comparator.naturalOrder())
                        .orElse(null)
                : null;
    }

    private void warn(List<DamagedPack> packs, List<DamagedPoint> points) {
        for (DamagedPoint point : points.subList(0, Math.min(MOST_NAMED, points.size()))) {
            run.warn(
                    "RecoveryPointDamaged",
                    point.machineName() == null
                            ? "Recovery point " + point.key().point() + " cannot be read."
                            : "The recovery point of " + point.machineName() + " of " + point.time()
                                    + " cannot be restored whole.");
        }
        if (points.size() > MOST_NAMED) {
            run.warn("RecoveryPointDamaged", points.size() - MOST_NAMED + " more recovery points are damaged.");
        }
        if (points.isEmpty() && !packs.isEmpty()) {
            run.warn("VaultDamaged", packs.size() + " packs are damaged; no recovery point needs what is lost.");
        }
        if (!points.isEmpty()) {
            run.log(
                    "Check the storage. The next backup of each of these machines reads everything, and stores what is lost again if it is still there.");
        }
    }

    private List<Map<String, Object>> items(List<DamagedPoint> points) {
        Map<UUID, Map<String, Object>> items = new LinkedHashMap<>();
        for (DamagedPoint point : points) {
            UUID id = point.key().item();
            Map<String, Object> item = items.computeIfAbsent(
                    id, x -> new LinkedHashMap<>(Map.of("id", id.toString(), "name", name(point), "points", 0)));
            item.merge("points", 1, (a, b) -> (Integer) a + (Integer) b);
        }
        return List.copyOf(items.values());
    }

    /** As the catalogue has it, or else as the recovery point says. */
    private String name(DamagedPoint point) {
        ItemKey key = ItemKey.of(params.vault(), point.key().item());
        try {
            ProtectedItem item = mover.calls().once(ProtectionEndpoints.ITEM_GET, key);
            return item.cloudService() + "/" + item.name();
        } catch (HoldfastException e) {
            return point.machineName() == null ? point.key().item().toString() : point.machineName();
        }
    }

    private Map<String, Object> result(
            List<DamagedPack> packs, List<DamagedPoint> points, Set<UUID> healed, @Nullable Instant oldest) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("depth", params.depth().name());
        result.put("bytesRead", read);
        result.put("packsRead", packsRead);
        result.put("packsDamaged", packs.size());
        result.put("recoveryPointsDamaged", points.size());
        result.put("damagedItems", items(points));
        result.put("healedItems", healed.stream().map(UUID::toString).toList());
        if (oldest != null) {
            result.put("allReadSince", oldest.toString());
        }
        return result;
    }
}
