package io.holdfast.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One disk of a recovery point.
 *
 * @param size bytes
 * @param root the block map's topmost page, or null when all of the disk reads as zeros
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DiskImage(String name, long size, @Nullable ChunkId root) {
    /** One exbibyte: more than any hypervisor offers, and no arithmetic overflows. */
    static final long LARGEST = 1L << 60;

    public DiskImage {
        if (name == null || name.isEmpty() || name.length() > 255) {
            throw new IllegalArgumentException("a disk needs a name of 1 to 255 characters");
        }
        if (size < 0 || size > LARGEST) {
            throw new IllegalArgumentException("a disk cannot have " + size + " bytes");
        }
    }

    Tree tree(int chunkSize) {
        long chunks = chunks(size, chunkSize);
        return new Tree(root == null ? ChunkId.HOLE : root, Tree.levels(chunks), chunks);
    }

    static long chunks(long size, int chunkSize) {
        return (size + chunkSize - 1) / chunkSize;
    }
}
