package io.holdfast.store;

import java.util.function.IntConsumer;

/**
 * Very many ids in little memory: 16 bytes for each and as much again for room. The first 128 bits stand for the whole, as in {@link ChunkIndex}. Not for several
 * threads.
 */
final class IdSet {
    private long[] ids = new long[2 * 16];
    private int size;

    /** Whether it is new. */
    boolean add(ChunkId id) {
        if (4 * (size + 1) > 3 * (ids.length / 2)) {
            grow();
        }
        int slot = find(ids, id.a(), low(id));
        if (ids[2 * slot + 1] != 0) {
            return false;
        }
        ids[2 * slot] = id.a();
        ids[2 * slot + 1] = low(id);
        size++;
        return true;
    }

    boolean contains(ChunkId id) {
        return slot(id) >= 0;
    }

    /** Where it is, until the next {@link #add}; -1 when it is not there. */
    int slot(ChunkId id) {
        int slot = find(ids, id.a(), low(id));
        return ids[2 * slot + 1] == 0 ? -1 : slot;
    }

    /** An id whose first 128 bits are those of the one in the slot. */
    ChunkId at(int slot) {
        return new ChunkId(ids[2 * slot], ids[2 * slot + 1], 0, 0);
    }

    void forEachSlot(IntConsumer each) {
        for (int slot = 0; slot < ids.length / 2; slot++) {
            if (ids[2 * slot + 1] != 0) {
                each.accept(slot);
            }
        }
    }

    /** Slots are below this, until the next {@link #add}. */
    int slots() {
        return ids.length / 2;
    }

    boolean isEmpty() {
        return size == 0;
    }

    private void grow() {
        long[] larger = new long[2 * ids.length];
        forEachSlot(slot -> {
            int to = find(larger, ids[2 * slot], ids[2 * slot + 1]);
            larger[2 * to] = ids[2 * slot];
            larger[2 * to + 1] = ids[2 * slot + 1];
        });
        ids = larger;
    }

    /** Zero marks a free slot. */
    private static long low(ChunkId id) {
        return id.b() == 0 ? 1 : id.b();
    }

    /** Ids are random already: no hashing needed. */
    private static int find(long[] ids, long high, long low) {
        int mask = ids.length / 2 - 1;
        int slot = (int) low & mask;
        while (ids[2 * slot + 1] != 0 && (ids[2 * slot] != high || ids[2 * slot + 1] != low)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
