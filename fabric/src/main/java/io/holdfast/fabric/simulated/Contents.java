package io.holdfast.fabric.simulated;

import io.holdfast.fabric.Extents;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongPredicate;

/**
 * The bytes of one disk at any instant, computed: pure and thread-safe. Allocation is decided per MiB, change per 64 KiB block: a block's generation is
 * {@code floor(days * changePerDay + u)} with a {@code u} of its own, so every day the same part of the blocks, but other ones, turns over, and
 * the blocks that differ between two instants are known exactly. Half of each page is random, half compresses away.
 */
record Contents(long key, long size, double allocatedFraction, double changePerDay) {
    static final int BLOCK = 64 * 1024;

    private static final int CLUSTER = 1024 * 1024;
    private static final int PAGE = 4096;
    private static final double MILLIS_PER_DAY = 86_400_000;

    Extents allocated() {
        Extents.Builder extents = Extents.builder();
        for (long at = 0; at < size; at += CLUSTER) {
            if (isAllocated(at)) {
                extents.add(at, Math.min(CLUSTER, size - at));
            }
        }
        return extents.build();
    }

    Extents changed(long fromMillis, long toMillis) {
        return blocks(
                block -> isAllocated(block * BLOCK) && generation(block, fromMillis) != generation(block, toMillis));
    }

    private Extents blocks(LongPredicate wanted) {
        Extents.Builder extents = Extents.builder();
        for (long block = 0; block * BLOCK < size; block++) {
            if (wanted.test(block)) {
                extents.add(block * BLOCK, Math.min(BLOCK, size - block * BLOCK));
            }
        }
        return extents.build();
    }

    boolean isAllocated(long offset) {
        return fraction(mix(key ^ (offset / CLUSTER * 0x632BE59BD9B4E019L))) < allocatedFraction;
    }

    private long generation(long block, long millis) {
        return (long) Math.floor(millis / MILLIS_PER_DAY * changePerDay + fraction(blockKey(block)));
    }

    private long blockKey(long block) {
        return mix(key + 0x9E3779B97F4A7C15L * (block + 1));
    }

    /** Fills {@code into} with the bytes from {@code offset} on, as they are at {@code millis}. */
    void read(long offset, ByteBuffer into, long millis) {
        ByteOrder order = into.order();
        into.order(ByteOrder.LITTLE_ENDIAN);
        long at = offset;
        while (into.hasRemaining()) {
            int length = (int) Math.min(into.remaining(), BLOCK - at % BLOCK);
            long block = at / BLOCK;
            long seed = isAllocated(at) ? mix(blockKey(block) + generation(block, millis)) | 1 : 0;
            fill(into, (int) (at % BLOCK), length, seed);
            at += length;
        }
        into.order(order);
    }

    private static void fill(ByteBuffer into, int from, int length, long seed) {
        int at = from;
        int end = from + length;
        while (at < end && at % Long.BYTES != 0) {
            into.put(oneByte(seed, at++));
        }
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            into.putLong(word(seed, at));
        }
        while (at < end) {
            into.put(oneByte(seed, at++));
        }
    }

    private static byte oneByte(long seed, int at) {
        return (byte) (word(seed, at - at % Long.BYTES) >>> (at % Long.BYTES * 8));
    }

    // seed 0: a hole
    private static long word(long seed, int at) {
        return seed == 0 || at % PAGE >= PAGE / 2 ? seed : mix(seed + at);
    }

    private static double fraction(long hash) {
        return (hash >>> 11) * 0x1p-53;
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014). */
    static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
