package io.holdfast.store;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What this process knows of a vault's packs and chunks: index segments, and what its own sessions are writing. */
final class VaultIndex {
    private final Backend backend;
    private final VaultKeys keys;
    private final PackTable packs;
    private final ChunkIndex chunks;
    private final Set<String> loaded = ConcurrentHashMap.newKeySet();

    VaultIndex(Backend backend, VaultKeys keys) {
        this.backend = backend;
        this.keys = keys;
        this.packs = new PackTable(keys);
        this.chunks = new ChunkIndex(number -> packs.get(number).isAlive());
    }

    PackTable packs() {
        return packs;
    }

    @Nullable
    Location find(ChunkId id) {
        return chunks.find(id);
    }

    Pack packAt(Location location) {
        return packs.get(location.pack());
    }

    void put(ChunkId id, Location location) {
        chunks.put(id, location);
    }

    /** A segment of this process: its content is known. */
    void addLoaded(String key) {
        loaded.add(key);
    }

    /**
     * Learns of segments that others have written. Where segments have gone, prune has merged them and removed packs:
     * then everything is read anew.
     */
    synchronized void refresh() {
        List<String> present =
                backend.list(Keys.INDEX).stream().map(StoredObject::key).toList();
        if (!new HashSet<>(present).containsAll(loaded)) {
            packs.allIndexed().forEach(pack -> pack.kill(new StoreException.NotFound("a pack that was pruned")));
            loaded.clear();
        }
        for (String key : present) {
            if (!loaded.contains(key)) {
                IndexSegment.read(backend, key, keys, this::add);
                loaded.add(key);
            }
        }
    }

    private void add(PackDirectory directory) {
        int number = packs.indexed(directory.name(), directory.header()).number();
        int ordinal = 0;
        for (PackDirectory.Entry entry : directory.entries()) {
            chunks.put(entry.id(), new Location(number, ordinal++, entry.offset(), entry.stored(), entry.codec()));
        }
    }
}
