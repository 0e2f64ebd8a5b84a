package io.holdfast.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives back the space of what no point needs, beside writers and readers. It never waits: packs that a running session may rely on are condemned, and decided about by a later
 * prune.
 *
 * <p>Why a pack that is doomed is not needed. Let a pack be condemned and ripe: every session that may not know it has ended. The marked points are all whose manifests lay in the
 * store at some moment after that, and the listing is repeated until it brings none that is not marked. So a point that comes to light later was written by a session that knew
 * the pack and did not rely on it; only through its base it can need the pack. Bases are looked at after a listing and before the next: a base that is not marked then makes
 * this prune decide nothing; and a session that begins later opens its base later, when it is marked, or in the next listing, or of such a session itself.
 */
final class Prune {
    private static final Logger LOG = LoggerFactory.getLogger(Prune.class);
    /** A segment is a file to open for each process that opens the vault. */
    private static final int MANY_SEGMENTS = 64;
    /** A pack is stored anew when less than one in so many of its bytes is live. */
    private static final int LIVE_SHARE = 2;
    /** One in so many of a full pack's bytes: a small pack, of a session that brought little. */
    private static final int SMALL_SHARE = 4;

    private final VaultStore store;
    private final PruneLedger ledger;
    private final Runnable checkStop;
    private final Mark mark;
    private int deletedPacks;
    private long freedBytes;
    private long copiedBytes;

    Prune(VaultStore store, PruneLedger ledger, Runnable checkStop) {
        this.store = store;
        this.ledger = ledger;
        this.checkStop = checkStop;
        this.mark = new Mark(store, ledger::isPoint, checkStop);
    }

    PruneReport run() {
        store.index().refresh();
        deleteDoomed(Set.of(), null);
        Set<String> ripe = ledger.ripe();
        Census census = look();
        if (census != null) {
            decide(ripe, census);
        }
        condemn(census == null ? census() : census);
        Set<String> now = ledger.ripe();
        if (!now.isEmpty()) {
            Census second = look();
            if (second != null) {
                decide(now, second);
            }
        }
        Census last = census();
        deleteDoomed(needingAName(last), last);
        return report(census());
    }

    /** Marks, and says what each pack is needed for; null when nothing may be decided by it. */
    private @Nullable Census look() {
        mark.addAll();
        do {
            for (PointKey base : ledger.bases()) {
                if (!mark.has(base)) {
                    LOG.info(
                            "A backup builds upon {}, which is being deleted or has just come: packs wait for the next prune",
                            base);
                    return null;
                }
            }
        } while (mark.addAll());
        return census();
    }

    private Census census() {
        checkStop.run();
        Set<String> condemned = ledger.condemned();
        Set<String> doomed = ledger.doomed();
        ledger.damaged().forEach(store.index().packs()::suspect);
        return new Census(store, mark.live(), doomed::contains, condemned::contains);
    }

    private void decide(Set<String> ripe, Census census) {
        Set<String> needed = ripe.stream()
                .filter(name -> {
                    Census.Count pack = census.pack(name);
                    return pack != null && pack.liveBytes() > 0;
                })
                .collect(Collectors.toSet());
        Set<String> doomed = new HashSet<>(ripe);
        doomed.removeAll(needed);
        ledger.reprieve(needed);
        ledger.doom(doomed);
    }

    private void condemn(Census census) {
        Set<String> known = new HashSet<>(ledger.condemned());
        known.addAll(ledger.doomed());
        List<Census.Count> scattered = new ArrayList<>();
        List<Census.Count> small = new ArrayList<>();
        Set<String> useless = new HashSet<>();
        for (Census.Count pack : census.packs()) {
            if (known.contains(pack.name())) {
                continue;
            }
            if (pack.liveBytes() == 0) {
                useless.add(pack.name());
            } else if (pack.isSound() && LIVE_SHARE * pack.liveBytes() < pack.size()) {
                scattered.add(pack);
            } else if (pack.isSound() && SMALL_SHARE * pack.size() < OpenPack.FULL) {
                small.add(pack);
            }
        }
        for (FileHeader.Kind kind : FileHeader.Kind.values()) {
            List<Census.Count> ofKind =
                    small.stream().filter(pack -> pack.kind() == kind).toList();
            if (ofKind.stream().mapToLong(Census.Count::size).sum() >= OpenPack.FULL) {
                scattered.addAll(ofKind);
            }
        }
        if (!scattered.isEmpty()) {
            Compaction compaction = new Compaction(store, census, checkStop);
            useless.addAll(compaction.run(scattered));
            copiedBytes += compaction.copiedBytes();
        }
        ledger.condemn(useless);
        store.index().refresh();
    }

    private static Set<String> needingAName(Census census) {
        Set<String> names = new HashSet<>();
        for (Census.Count pack : census.packs()) {
            if (census.isLostAndNeeded(pack)) {
                names.add(pack.name());
            }
        }
        return names;
    }

    /** The index forgets them first: what it names is there. */
    private void deleteDoomed(Set<String> unnamed, @Nullable Census census) {
        Set<String> doomed = ledger.doomed();
        IndexMerge merge = new IndexMerge(store);
        if (!doomed.isEmpty() || !unnamed.isEmpty() || (census != null && merge.segments() > MANY_SEGMENTS)) {
            merge.run(doomed::contains, unnamed);
        }
        for (String name : doomed) {
            delete(Keys.pack(name));
        }
        ledger.forget(doomed);
    }

    private void delete(String key) {
        try {
            long size = store.backend().size(key);
            if (store.backend().delete(key)) {
                deletedPacks++;
                freedBytes += size;
            }
        } catch (StoreException.NotFound deletedBefore) {
            LOG.debug("{} was deleted before", key);
        }
    }

    private PruneReport report(Census census) {
        Set<String> waiting = ledger.condemned();
        return new PruneReport(
                deletedPacks,
                freedBytes,
                copiedBytes,
                waiting.size(),
                census.sizes(waiting).values().stream()
                        .mapToLong(Long::longValue)
                        .sum(),
                census.storedBytes(),
                census.liveBytes(),
                census.lost());
    }
}
