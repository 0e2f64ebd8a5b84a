package io.holdfast.store;

import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Which chunk lies where, for all chunks of a vault: 32 bytes each in open-addressing tables of primitives, so that a
 * tebibyte of unique 256 KiB chunks needs 130 to 270 MB. The first 128 bits of an id stand for all of it; what is read
 * is checked against the whole. Split by id, so that threads seldom meet and growing copies little at a time.
 */
final class ChunkIndex {
    private static final int SHARD_BITS = 6;
    private static final int CODEC_BIT = 1 << 31;

    private final Shard[] shards = new Shard[1 << SHARD_BITS];

    /** @param alive whether the pack of a number can be read */
    ChunkIndex(IntPredicate alive) {
        for (int i = 0; i < shards.length; i++) {
            shards[i] = new Shard(alive);
        }
    }

    /** Where the chunk lies, unless its pack is gone. */
    @Nullable
    Location find(ChunkId id) {
        return shard(id).find(id.a(), low(id));
    }

    /**
     * The place heard of last counts: a chunk is only stored again when nobody trusts its former place, and segments are
     * read in the order of their age.
     */
    void put(ChunkId id, Location location) {
        shard(id).put(id.a(), low(id), location);
    }

    long size() {
        long sum = 0;
        for (Shard shard : shards) {
            sum += shard.size();
        }
        return sum;
    }

    private Shard shard(ChunkId id) {
        return shards[(int) (id.a() >>> (Long.SIZE - SHARD_BITS))];
    }

    /** Zero marks a free slot. */
    private static long low(ChunkId id) {
        return id.b() == 0 ? 1 : id.b();
    }

    private static final class Shard {
        private final IntPredicate alive;
        private long[] ids = new long[2 * 16];
        private int[] places = new int[4 * 16];
        private int count;

        Shard(IntPredicate alive) {
            this.alive = alive;
        }

        synchronized int size() {
            return count;
        }

        synchronized @Nullable Location find(long high, long low) {
            int slot = slot(ids, high, low);
            if (ids[2 * slot + 1] == 0 || !alive.test(places[4 * slot])) {
                return null;
            }
            int at = 4 * slot;
            int stored = places[at + 3];
            return new Location(
                    places[at],
                    places[at + 1],
                    places[at + 2],
                    stored & ~CODEC_BIT,
                    (stored & CODEC_BIT) == 0 ? Codec.Raw : Codec.Zstd);
        }

        synchronized void put(long high, long low, Location location) {
            if (4 * (count + 1) > 3 * (ids.length / 2)) {
                grow();
            }
            int slot = slot(ids, high, low);
            boolean known = ids[2 * slot + 1] != 0;
            ids[2 * slot] = high;
            ids[2 * slot + 1] = low;
            int at = 4 * slot;
            places[at] = location.pack();
            places[at + 1] = location.ordinal();
            places[at + 2] = location.offset();
            places[at + 3] = location.stored() | (location.codec() == Codec.Zstd ? CODEC_BIT : 0);
            if (!known) {
                count++;
            }
        }

        private void grow() {
            long[] larger = new long[2 * ids.length];
            int[] largerPlaces = new int[2 * places.length];
            for (int slot = 0; slot < ids.length / 2; slot++) {
                if (ids[2 * slot + 1] != 0) {
                    int to = slot(larger, ids[2 * slot], ids[2 * slot + 1]);
                    larger[2 * to] = ids[2 * slot];
                    larger[2 * to + 1] = ids[2 * slot + 1];
                    System.arraycopy(places, 4 * slot, largerPlaces, 4 * to, 4);
                }
            }
            ids = larger;
            places = largerPlaces;
        }

        /** The slot of an id, or the free one where it belongs. Ids are random already: no hashing needed. */
        private static int slot(long[] ids, long high, long low) {
            int mask = ids.length / 2 - 1;
            int slot = (int) low & mask;
            while (ids[2 * slot + 1] != 0 && (ids[2 * slot] != high || ids[2 * slot + 1] != low)) {
                slot = (slot + 1) & mask;
            }
            return slot;
        }
    }
}
