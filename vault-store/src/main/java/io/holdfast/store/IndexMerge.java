package io.holdfast.store;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes one index segment of all that there are, without packs that are to go. */
final class IndexMerge {
    private static final Logger LOG = LoggerFactory.getLogger(IndexMerge.class);
    private static final long RANDOM_OF_VERSION_7 = 0xFFF;

    private final VaultStore store;

    IndexMerge(VaultStore store) {
        this.store = store;
    }

    int segments() {
        return list().size();
    }

    private List<String> list() {
        return store.backend().list(Keys.INDEX).stream()
                .map(StoredObject::key)
                .filter(Keys::isIndex)
                .toList();
    }

    /**
     * @param without not named any more
     * @param also    named too, though no readable segment does: points need them
     */
    void run(Predicate<String> without, Set<String> also) {
        List<String> old = list();
        if (old.isEmpty() && also.isEmpty()) {
            return;
        }
        Set<String> present = store.backend().list(Keys.PACKS).stream()
                .map(object -> String.valueOf(Keys.parsePack(object.key())))
                .collect(Collectors.toSet());
        Set<String> named = new HashSet<>();
        UUID name = old.isEmpty() ? UUID.randomUUID() : inPlaceOf(old.get(0));
        try (IndexSegmentWriter merged = new IndexSegmentWriter(store.backend(), store.keys())) {
            for (String segment : old) {
                read(segment, merged, pack -> !without.test(pack) && present.contains(pack) && named.add(pack));
            }
            for (String pack : also) {
                if (named.add(pack)) {
                    merged.append(PackFile.read(store.backend(), pack, store.keys()));
                }
            }
            merged.commit(name);
        }
        old.forEach(store.backend()::delete);
        store.index().refresh();
    }

    private void read(String segment, IndexSegmentWriter merged, Predicate<String> wanted) {
        try {
            IndexSegment.read(store.backend(), segment, store.keys(), directory -> {
                if (wanted.test(directory.name())) {
                    merged.append(directory);
                }
            });
        } catch (StoreException.Damaged e) {
            LOG.warn("{}: it is left out of the new index", e.getMessage());
        }
    }

    /** As old as the oldest: what a session writes that runs meanwhile is newer, and newer segments are preferred. */
    private static UUID inPlaceOf(String segment) {
        UUID oldest = UUID.fromString(segment.substring(Keys.INDEX.length(), segment.length() - ".idx".length()));
        long random = ThreadLocalRandom.current().nextLong() & RANDOM_OF_VERSION_7;
        return new UUID(
                (oldest.getMostSignificantBits() & ~RANDOM_OF_VERSION_7) | random,
                UUID.randomUUID().getLeastSignificantBits());
    }
}
