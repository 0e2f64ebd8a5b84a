package io.holdfast.store;

import java.util.ArrayList;
import java.util.List;

/** Joins ascending chunks to extents. */
final class ExtentList {
    private final int chunkSize;
    private final long end;
    private final List<Extent> extents = new ArrayList<>();
    private long from = -1;
    private long to = -1;

    /** @param end where the last extent stops at the latest, in bytes */
    ExtentList(int chunkSize, long end) {
        this.chunkSize = chunkSize;
        this.end = end;
    }

    void add(long chunk) {
        if (chunk != to) {
            flush();
            from = chunk;
        }
        to = chunk + 1;
    }

    List<Extent> toList() {
        flush();
        from = -1;
        return List.copyOf(extents);
    }

    private void flush() {
        if (from >= 0) {
            long offset = from * chunkSize;
            extents.add(new Extent(offset, Math.min(end, to * chunkSize) - offset));
        }
    }
}
