package io.holdfast.backup;

import io.holdfast.fabric.Extents;
import org.jspecify.annotations.Nullable;

/** Hands out a set of chunks in runs, in ascending order, to any number of threads. */
final class Batches {
    private final Extents chunks;
    private final long atMost;
    private int range;
    private long used;

    Batches(Extents chunks, int batchBytes, int chunkSize) {
        this.chunks = chunks;
        this.atMost = Math.max(1, batchBytes / chunkSize);
    }

    /** Null when all have been handed out. */
    synchronized @Nullable Batch next() {
        if (range == chunks.count()) {
            return null;
        }
        long from = chunks.offset(range) + used;
        long count = Math.min(atMost, chunks.length(range) - used);
        used += count;
        if (used == chunks.length(range)) {
            range++;
            used = 0;
        }
        return new Batch(from, from + count);
    }

    /** Chunks {@code from} to before {@code to}. */
    record Batch(long from, long to) {}
}
