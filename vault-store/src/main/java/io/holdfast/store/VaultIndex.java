package io.holdfast.store;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
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
    /** Where sessions store anew what lies somewhere else too that they don't rely on: not to be read before a segment names it. */
    private final Map<ChunkId, Location> renewed = new ConcurrentHashMap<>();
    /** What lies in packs that no segment names. */
    private final ChunkIndex unnamed;

    private final Set<String> searched = new HashSet<>();
    private final Set<String> loaded = ConcurrentHashMap.newKeySet();
    /** Reading everything anew was broken off: packs may still be taken for named that are not. */
    private boolean unfinished;

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

    /** Where a chunk can be read: not what a session is still writing. */
    @Nullable
    Location find(ChunkId id) {
        Location known = chunks.find(id);
        return known != null && packAt(known).isIndexed() ? known : null;
    }

    /** Where a chunk lies or will lie, for those who would store it themselves otherwise. */
    @Nullable
    Location findNewest(ChunkId id) {
        Location newest = renewed.get(id);
        return newest != null && packAt(newest).isAlive() ? newest : chunks.find(id);
    }

    Pack packAt(Location location) {
        return packs.get(location.pack());
    }

    void put(ChunkId id, Location location) {
        if (chunks.find(id) == null) {
            chunks.put(id, location);
        } else {
            renewed.put(id, location);
        }
    }

    /** A segment of this process, of packs that are indexed now: its content is known. */
    void addLoaded(String key) {
        loaded.add(key);
        forgetEnded();
    }

    /** A session has ended, and what it stored anew is to be read there now, or is gone. */
    void forgetEnded() {
        renewed.forEach((id, location) -> {
            Pack pack = packAt(location);
            if (pack.isIndexed()) {
                chunks.put(id, location);
            }
            if (pack.isIndexed() || !pack.isAlive()) {
                renewed.remove(id, location);
            }
        });
    }

    /** Learns of segments that others have written. Where segments have gone, prune has merged them and removed packs: then everything is read anew. */
    synchronized void refresh() {
        // before the listing: a session of this process may end meanwhile, and its segment not be in the list yet
        Set<String> before = Set.copyOf(loaded);
        List<Pack> indexed = packs.allIndexed();
        List<String> present = backend.list(Keys.INDEX).stream()
                .map(StoredObject::key)
                .filter(Keys::isIndex)
                .toList();
        boolean anew = unfinished || !new HashSet<>(present).containsAll(before);
        if (anew) {
            unfinished = true;
            loaded.clear();
        }
        Set<Pack> named = new HashSet<>();
        List<String> news =
                present.stream().filter(key -> !loaded.contains(key)).toList();
        if (!news.isEmpty()) {
            // after the listing of the segments: what they name is there, unless it is lost or pruned
            Map<String, Long> sizes = packSizes();
            for (String key : news) {
                if (loaded.add(key)) {
                    read(key, sizes, named);
                }
            }
        }
        if (anew) {
            indexed.stream()
                    .filter(pack -> !named.contains(pack))
                    .forEach(pack -> pack.kill(new StoreException.NotFound("a pack that was pruned")));
            unfinished = false;
        }
    }

    private Map<String, Long> packSizes() {
        return backend.list(Keys.PACKS).stream().collect(Collectors.toMap(StoredObject::key, StoredObject::size));
    }

    /** A segment that is damaged hurts nobody: what it names is found in the packs themselves, see {@link #search}. */
    private void read(String key, Map<String, Long> packSizes, Set<Pack> named) {
        try {
            IndexSegment.read(backend, key, keys, directory -> named.add(add(directory, packSizes)));
        } catch (StoreException.NotFound e) {
            loaded.remove(key); // prune was faster
        } catch (StoreException.Damaged e) {
            LOG.error("{}: its packs are read instead where they are needed", e.getMessage());
        } catch (RuntimeException e) {
            loaded.remove(key);
            throw e;
        }
    }

    /** What a lost pack held is stored again when it is seen again; what is known to lie elsewhere too is read there. */
    private Pack add(PackDirectory directory, Map<String, Long> packSizes) {
        Pack pack = packs.indexed(directory.name(), directory.header());
        if (packSizes.getOrDefault(pack.key(), -1L) == directory.size()) {
            put(chunks, pack, directory, entry -> true);
            return pack;
        }
        LOG.error("{} is missing or has not the size it had: the recovery points that need it are damaged", pack.key());
        pack.suspect();
        put(chunks, pack, directory, entry -> chunks.find(entry.id()) == null);
        return pack;
    }

    private static void put(
            ChunkIndex index, Pack pack, PackDirectory directory, Predicate<PackDirectory.Entry> wanted) {
        int ordinal = 0;
        for (PackDirectory.Entry entry : directory.entries()) {
            Location at = new Location(pack.number(), ordinal++, entry.offset(), entry.stored(), entry.codec());
            if (wanted.test(entry)) {
                index.put(entry.id(), at);
            }
        }
    }

    /**
     * Looks for a chunk in packs that no segment names, because theirs is damaged or gone. For reading only: such a pack may be one that
     * another session is writing and will delete, so nothing new relies on it.
     */
    synchronized @Nullable Location search(ChunkId id) {
        for (StoredObject object : backend.list(Keys.PACKS)) {
            String name = Keys.parsePack(object.key());
            if (name != null && !packs.isIndexed(name) && searched.add(name)) {
                try {
                    PackDirectory directory = PackFile.read(backend, name, keys);
                    put(unnamed, packs.unnamed(name, directory.header()), directory, entry -> true);
                } catch (StoreException.NotFound | StoreException.Damaged e) {
                    LOG.warn("{} cannot be searched: {}", object.key(), e.getMessage());
                } catch (RuntimeException e) {
                    searched.remove(name); // what fails now may not fail the next time
                    throw e;
                }
            }
        }
        return unnamed.find(id);
    }
}
