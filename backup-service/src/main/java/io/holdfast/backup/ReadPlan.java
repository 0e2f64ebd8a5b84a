package io.holdfast.backup;

import io.holdfast.fabric.Extents;
import java.util.Optional;

/**
 * What a backup does with each chunk of a disk. The sets are in chunks, not bytes.
 *
 * @param read  data may lie there and may differ from the base
 * @param holes may differ from the base and read as zeros
 * @param kept  as in the base
 */
record ReadPlan(long sizeBytes, int chunkSize, Extents read, Extents holes, Extents kept) {

    /** {@code changed} absent: all of the disk may differ from the base. */
    static ReadPlan of(long sizeBytes, int chunkSize, Extents allocated, Optional<Extents> changed) {
        Extents all = Extents.whole(chunks(sizeBytes, chunkSize));
        Extents data = touched(allocated, chunkSize);
        Extents differs = changed.map(c -> touched(c, chunkSize)).orElse(all);
        return new ReadPlan(
                sizeBytes,
                chunkSize,
                common(data, differs),
                common(without(all, data), differs),
                without(all, differs));
    }

    private static long chunks(long sizeBytes, int chunkSize) {
        return (sizeBytes + chunkSize - 1) / chunkSize;
    }

    /** Bytes to read from the machine. */
    long bytesToRead() {
        long bytes = read.bytes() * chunkSize;
        long last = chunks(sizeBytes, chunkSize) - 1;
        return read.intersects(last, 1) ? bytes - (last + 1) * chunkSize + sizeBytes : bytes;
    }

    private static Extents touched(Extents bytes, int chunkSize) {
        Extents.Builder chunks = Extents.builder();
        bytes.forEach((offset, length) -> {
            long first = offset / chunkSize;
            chunks.add(first, chunks(offset + length, chunkSize) - first);
        });
        return chunks.build();
    }

    private static Extents common(Extents a, Extents b) {
        Extents.Builder common = Extents.builder();
        for (int i = 0, j = 0; i < a.count() && j < b.count(); ) {
            long from = Math.max(a.offset(i), b.offset(j));
            long to = Math.min(end(a, i), end(b, j));
            if (from < to) {
                common.add(from, to - from);
            }
            if (end(a, i) < end(b, j)) {
                i++;
            } else {
                j++;
            }
        }
        return common.build();
    }

    /** {@code all} is one range from 0, or nothing. */
    private static Extents without(Extents all, Extents taken) {
        Extents.Builder rest = Extents.builder();
        long end = all.isEmpty() ? 0 : end(all, 0);
        long at = 0;
        for (int i = 0; i < taken.count() && at < end; i++) {
            rest.add(at, Math.max(0, Math.min(end, taken.offset(i)) - at));
            at = end(taken, i);
        }
        return rest.add(at, Math.max(0, end - at)).build();
    }

    private static long end(Extents set, int index) {
        return set.offset(index) + set.length(index);
    }
}
