package io.holdfast.store;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The packs that a writing session relies on and that no durable index segment names yet: its own, and others'. */
final class SessionPacks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SessionPacks.class);

    private final VaultStore store;
    private final UUID session = UuidCreator.getTimeOrderedEpoch();
    private final Set<Pack> own = ConcurrentHashMap.newKeySet();
    private final Set<Pack> held = ConcurrentHashMap.newKeySet();
    /** Packs that were found to need no hold. */
    private final Set<Pack> indexed = ConcurrentHashMap.newKeySet();

    private final Set<String> condemned;
    private @Nullable IndexSegmentWriter segment;

    /** @param condemned packs that are to go: nothing new relies on them */
    SessionPacks(VaultStore store, Set<String> condemned) {
        this.store = store;
        this.condemned = condemned;
    }

    PackStream stream(FileHeader.Kind kind) {
        return new PackStream(
                store.backend(), store.index().packs(), kind, store.keys().encrypted(), this::durable);
    }

    void own(Pack pack) {
        own.add(pack);
        rely(pack);
    }

    /** Makes sure that the pack stays; false when it is gone already, or going. */
    boolean rely(Pack pack) {
        if (held.contains(pack) || indexed.contains(pack)) {
            return pack.isAlive();
        }
        synchronized (held) {
            if (held.contains(pack)) {
                return pack.isAlive();
            }
            if (isCondemned(pack)) {
                return false;
            }
            Pack.Hold hold = pack.hold();
            if (hold == Pack.Hold.Taken) {
                held.add(pack);
            } else if (hold == Pack.Hold.NotNeeded) {
                indexed.add(pack);
            }
            return hold != Pack.Hold.Gone;
        }
    }

    private boolean isCondemned(Pack pack) {
        String name = pack.nameIfDurable();
        return name != null && condemned.contains(name);
    }

    private void durable(Pack pack, PackDirectory directory) {
        segment().append(directory);
    }

    private synchronized IndexSegmentWriter segment() {
        IndexSegmentWriter writer = segment;
        if (writer == null) {
            writer = new IndexSegmentWriter(store.backend(), store.keys());
            segment = writer;
        }
        return writer;
    }

    /** Makes durable, first, every pack that this session relies on, and then an index segment that names them. */
    void makeIndexed() {
        for (Pack pack : held) {
            if (own.contains(pack)) {
                pack.makeDurable();
            } else if (!pack.isIndexed()) {
                pack.makeDurable();
                segment().append(PackFile.read(store.backend(), pack.name(), store.keys()));
            }
            if (isCondemned(pack)) { // it had no name yet when this session came to rely on it
                throw new StoreException.Io("a pack that this backup relies on is being pruned", null);
            }
        }
        if (commitSegment()) {
            held.forEach(pack -> pack.setIndexed(pack.name()));
            store.index().addLoaded(Keys.index(session));
        }
    }

    /** Makes the index segment durable, and leaves it to {@link VaultIndex#refresh} to learn of it. False when there is nothing to name. */
    boolean commitSegment() {
        IndexSegmentWriter writer = segment;
        if (writer == null) {
            return false;
        }
        held.forEach(Pack::expectIndexed);
        try (writer) {
            writer.commit(session);
        }
        return true;
    }

    /** Lets go of everything, and deletes what nobody else can know of. */
    void abandon(List<PackStream> streams) {
        streams.forEach(this::abandonOpen);
        for (Pack pack : held) {
            if (pack.release()) {
                delete(pack);
            }
        }
        store.index().forgetEnded();
        close();
    }

    private void abandonOpen(PackStream stream) {
        try {
            stream.abandonOpen();
        } catch (RuntimeException e) {
            LOG.warn("a pack that another backup relies on could not be completed", e);
        }
    }

    private void delete(Pack pack) {
        try {
            store.backend().delete(pack.key());
        } catch (RuntimeException e) {
            LOG.info("a pack of an abandoned backup is left to prune", e);
        }
    }

    @Override
    public synchronized void close() {
        IndexSegmentWriter writer = segment;
        if (writer != null) {
            writer.close();
        }
    }
}
