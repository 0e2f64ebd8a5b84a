package io.holdfast.store;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this process knows of a vault's packs and chunks: index segments, and what its own sessions are writing. */
final class VaultIndex {
    private static final Logger LOG = LoggerFactory.getLogger(VaultIndex.class);
    private final Backend backend;
    private final VaultKeys keys;
    private final PackTable packs;
    private final ChunkIndex chunks;
    /** What lies in packs that no segment names. */
    private final ChunkIndex unnamed;

    private final Set<String> searched = new HashSet<>();
    private final Set<String> loaded = ConcurrentHashMap.newKeySet();

    VaultIndex(Backend backend, VaultKeys keys) {
        this.backend = backend;
        this.keys = keys;
        this.packs = new PackTable(keys);
        this.chunks = new ChunkIndex(number -> packs.get(number).isAlive());
        this.unnamed = new ChunkIndex(number -> packs.get(number).isAlive());
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
        // before the listing: a session of this process may end meanwhile, and its segment not be in the list yet
        Set<String> before = Set.copyOf(loaded);
        List<String> present = backend.list(Keys.INDEX).stream()
                .map(StoredObject::key)
                .filter(Keys::isIndex)
                .toList();
        if (!new HashSet<>(present).containsAll(before)) {
            packs.allIndexed().forEach(pack -> pack.kill(new StoreException.NotFound("a pack that was pruned")));
            loaded.clear();
        }
        for (String key : present) {
            if (loaded.add(key)) {
                read(key);
            }
        }
    }

    /** A segment that is damaged hurts nobody: what it names is found in the packs themselves, see {@link #search}. */
    private void read(String key) {
        try {
            IndexSegment.read(backend, key, keys, this::add);
        } catch (StoreException.NotFound e) {
            loaded.remove(key); // prune was faster
        } catch (StoreException.Damaged e) {
            LOG.error("{}: its packs are read instead where they are needed", e.getMessage());
        } catch (RuntimeException e) {
            loaded.remove(key);
            throw e;
        }
    }

    private void add(PackDirectory directory) {
        put(chunks, packs.indexed(directory.name(), directory.header()), directory);
    }

    private static void put(ChunkIndex index, Pack pack, PackDirectory directory) {
        int ordinal = 0;
        for (PackDirectory.Entry entry : directory.entries()) {
            index.put(
                    entry.id(), new Location(pack.number(), ordinal++, entry.offset(), entry.stored(), entry.codec()));
        }
    }

    /**
     * Looks for a chunk in packs that no segment names, because theirs is damaged or gone. For reading only: such a pack may be one that
     * another session is writing and will delete, so nothing new relies on it.
     */
    synchronized @Nullable Location search(ChunkId id) {
        for (StoredObject object : backend.list(Keys.PACKS)) {
            String name = Keys.parsePack(object.key());
            if (name != null && !packs.knows(name) && searched.add(name)) {
                try {
                    PackDirectory directory = PackFile.read(backend, name, keys);
                    put(unnamed, packs.unnamed(name, directory.header()), directory);
                } catch (StoreException.NotFound | StoreException.Damaged e) {
                    LOG.warn("{} cannot be searched: {}", object.key(), e.getMessage());
                }
            }
        }
        return unnamed.find(id);
    }
}
