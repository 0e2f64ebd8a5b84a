package io.holdfast.store;

/** Finds, fetches and checks chunks. Safe for many threads. */
final class ChunkReader {
    private final Backend backend;
    private final VaultIndex index;
    private final CoderPool coders;

    ChunkReader(Backend backend, VaultIndex index, CoderPool coders) {
        this.backend = backend;
        this.index = index;
        this.coders = coders;
    }

    /** Reads a chunk into {@code out}, which has room for all of it; returns its length. */
    int read(ChunkId id, byte[] out) {
        Location at = locate(id);
        while (true) {
            try {
                return readAt(id, at, out);
            } catch (StoreException.NotFound e) {
                at = elsewhere(id, at, e);
            }
        }
    }

    /** Where prune has moved it since the index was read. */
    private Location elsewhere(ChunkId id, Location gone, StoreException.NotFound cause) {
        index.refresh();
        Location now = locate(id);
        if (now.pack() == gone.pack()) {
            index.packAt(gone).suspect();
            throw new StoreException.Damaged(index.packAt(gone).key(), "it is missing", cause);
        }
        return now;
    }

    private int readAt(ChunkId id, Location at, byte[] out) {
        Pack pack = index.packAt(at);
        byte[] stored = new byte[at.stored()];
        fetch(pack, at.offset(), stored, stored.length);
        return decode(id, at, pack, stored, 0, out);
    }

    /** Bytes of a pack as they lie there. */
    void fetch(Pack pack, long offset, byte[] into, int length) {
        try {
            backend.read(pack.key(), offset, into, length);
        } catch (StoreException.Damaged e) {
            pack.suspect();
            throw e;
        }
    }

    /** Decodes a chunk that was fetched with others: it begins at {@code offset} of {@code fetched}. */
    int decode(ChunkId id, Location at, Pack pack, byte[] fetched, int offset, byte[] out) {
        try {
            return coders.with(coder -> coder.decode(pack.seal(), at, id, fetched, offset, out, pack.key()));
        } catch (StoreException.Damaged e) {
            pack.suspect();
            throw e;
        }
    }

    /** Where a chunk lies; {@code Damaged} when no pack is known to hold it, even after another look at the index and at packs it does not name. */
    Location locate(ChunkId id) {
        Location at = index.find(id);
        if (at == null) {
            index.refresh();
            at = index.find(id);
        }
        if (at == null) {
            at = index.search(id);
        }
        if (at == null) {
            throw new StoreException.Damaged("chunk " + id, "no pack holds it");
        }
        return at;
    }

    Pack packAt(Location at) {
        return index.packAt(at);
    }
}
