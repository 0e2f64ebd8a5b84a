package io.holdfast.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sees to it that a chunk which several threads bring at once is stored by one of them. */
final class InFlight {
    private final ConcurrentHashMap<ChunkId, CompletableFuture<Void>> storing = new ConcurrentHashMap<>();
    private final VaultIndex index;

    InFlight(VaultIndex index) {
        this.index = index;
    }

    /** Returns the outcome of {@code append}, or null when the chunk is stored already; the session relies on it then. */
    PackStream.@Nullable Appended storeOnce(ChunkId id, SessionPacks session, Supplier<PackStream.Appended> append) {
        while (!isStored(id, session)) {
            CompletableFuture<Void> mine = new CompletableFuture<>();
            CompletableFuture<Void> other = storing.putIfAbsent(id, mine);
            if (other != null) {
                other.join(); // if that one fails, this one tries itself
                continue;
            }
            try {
                if (isStored(id, session)) {
                    return null;
                }
                PackStream.Appended appended = append.get();
                index.put(id, appended.location());
                return appended;
            } finally {
                storing.remove(id, mine);
                mine.complete(null);
            }
        }
        return null;
    }

    private boolean isStored(ChunkId id, SessionPacks session) {
        Location known = index.findNewest(id);
        if (known == null) {
            return false;
        }
        Pack pack = index.packAt(known);
        return !pack.isSuspect() && session.rely(pack);
    }
}
