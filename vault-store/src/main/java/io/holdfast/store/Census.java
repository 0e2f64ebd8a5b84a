package io.holdfast.store;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which pack keeps each live chunk, and how much of each pack is live by that. Of several copies one in a pack that stays is preferred, then the one stored last. Index segments
 * are read twice, and never held.
 */
final class Census {
    private static final Logger LOG = LoggerFactory.getLogger(Census.class);

    private final VaultStore store;
    private final IdSet live;
    private final Map<String, Count> packs = new LinkedHashMap<>();
    private final List<String> segments;
    private final Set<String> unnamed;
    /** By slot of {@link #live}: the number of the pack that keeps it; 0: none does. */
    private final int[] keeper;

    /** Of one pack. */
    static final class Count {
        private final int number;
        private final String name;
        private final long size;
        private int rank;
        private FileHeader.@Nullable Kind kind;
        private long liveBytes;

        private Count(int number, String name, long size) {
            this.number = number;
            this.name = name;
            this.size = size;
        }

        String name() {
            return name;
        }

        /** Bytes of the file. */
        long size() {
            return size;
        }

        long liveBytes() {
            return liveBytes;
        }

        /** Null when it could not be found out. */
        FileHeader.@Nullable Kind kind() {
            return kind;
        }

        /** Nothing speaks against reading it. */
        boolean isSound() {
            return rank == SOUND;
        }
    }

    private static final int SOUND = 2;
    private static final int LEAVING = 1;
    private static final int SUSPECT = 0;

    /**
     * @param gone    packs that count as deleted
     * @param leaving packs that had better not be needed
     */
    Census(VaultStore store, IdSet live, Predicate<String> gone, Predicate<String> leaving) {
        this.store = store;
        this.live = live;
        this.keeper = new int[live.slots()];
        this.segments = store.backend().list(Keys.INDEX).stream()
                .map(StoredObject::key)
                .filter(Keys::isIndex)
                .toList();
        for (StoredObject object : store.backend().list(Keys.PACKS)) {
            String name = Keys.parsePack(object.key());
            if (name != null && !gone.test(name)) {
                packs.put(name, new Count(packs.size() + 1, name, object.size()));
            }
        }
        Map<Integer, Count> byNumber = packs.values().stream().collect(Collectors.toMap(pack -> pack.number, p -> p));
        Set<String> named = named();
        this.unnamed =
                packs.keySet().stream().filter(name -> !named.contains(name)).collect(Collectors.toSet());
        each(directory -> {
            Count pack = packs.get(directory.name());
            if (pack != null) {
                pack.kind = directory.header().kind();
                pack.rank = rank(pack, directory, leaving);
                keep(pack, directory, byNumber);
            }
        });
        Set<String> counted = new HashSet<>();
        each(directory -> {
            Count pack = packs.get(directory.name());
            if (pack != null && counted.add(pack.name)) {
                directory.entries().stream()
                        .filter(entry -> keeps(pack, entry.id()))
                        .forEach(entry -> pack.liveBytes += entry.stored());
            }
        });
    }

    private Set<String> named() {
        Set<String> named = new HashSet<>();
        segments.forEach(segment -> read(segment, directory -> named.add(directory.name())));
        return named;
    }

    private int rank(Count pack, PackDirectory directory, Predicate<String> leaving) {
        if (directory.size() != pack.size || store.index().packs().isSuspect(pack.name)) {
            return SUSPECT;
        }
        return leaving.test(pack.name) ? LEAVING : SOUND;
    }

    private void keep(Count pack, PackDirectory directory, Map<Integer, Count> byNumber) {
        for (PackDirectory.Entry entry : directory.entries()) {
            int slot = live.slot(entry.id());
            if (slot >= 0) {
                Count other = byNumber.get(keeper[slot]);
                if (other == null || other.rank <= pack.rank) {
                    keeper[slot] = pack.number;
                }
            }
        }
    }

    /** What the packs say that no readable segment names comes first: it is the least to be preferred. */
    private void each(Consumer<PackDirectory> consumer) {
        for (String name : unnamed) {
            try {
                consumer.accept(PackFile.read(store.backend(), name, store.keys()));
            } catch (StoreException.NotFound | StoreException.Damaged e) {
                LOG.warn("{} counts as holding nothing: {}", Keys.pack(name), e.getMessage());
            }
        }
        segments.forEach(segment -> read(segment, consumer));
    }

    private void read(String segment, Consumer<PackDirectory> consumer) {
        try {
            IndexSegment.read(store.backend(), segment, store.keys(), consumer);
        } catch (StoreException.Damaged e) {
            LOG.warn("{}: its packs are read instead", e.getMessage());
        }
    }

    Iterable<Count> packs() {
        return packs.values();
    }

    @Nullable
    Count pack(String name) {
        return packs.get(name);
    }

    /** Whether this pack's copy of a chunk is the one that is needed. */
    boolean keeps(Count pack, ChunkId id) {
        int slot = live.slot(id);
        return slot >= 0 && keeper[slot] == pack.number;
    }

    /** Whether a pack that no segment names has to be named. */
    boolean isLostAndNeeded(Count pack) {
        return pack.liveBytes > 0 && unnamed.contains(pack.name);
    }

    /** Live pages and chunks that no pack holds. */
    long lost() {
        long[] lost = new long[1];
        live.forEachSlot(slot -> lost[0] += keeper[slot] == 0 ? 1 : 0);
        return lost[0];
    }

    long liveBytes() {
        return packs.values().stream().mapToLong(Count::liveBytes).sum();
    }

    long storedBytes() {
        return packs.values().stream().mapToLong(Count::size).sum();
    }

    Map<String, Long> sizes(Set<String> names) {
        Map<String, Long> sizes = new HashMap<>();
        names.forEach(name -> {
            Count pack = packs.get(name);
            if (pack != null) {
                sizes.put(name, pack.size);
            }
        });
        return sizes;
    }
}
