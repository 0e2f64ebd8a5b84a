package io.holdfast.fabric;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One disk of a snapshot, as the guest sees it: raw bytes from 0 to size. */
public interface SnapshotDisk {
    /** Unique in its machine and stable over time. */
    String name();

    /** Any number of bytes, not only whole sectors or blocks. */
    long sizeBytes();

    /** Where data may lie; all else reads as zeros and need not be read. The whole disk where the fabric can't tell. */
    Extents allocated();

    /**
     * What may differ from the base: bytes outside are equal to the base's, as far as both disks reach. A hint: callers check samples. Empty set:
     * nothing changed. Absent: the fabric can't tell, read everything.
     */
    Optional<Extents> changedSince();

    /** Why {@link #changedSince} is absent, for people; null exactly when it is present. */
    @Nullable
    String whyFull();

    /** How many reads at once help; more are allowed. */
    int parallelReads();

    /**
     * Fills {@code into} up to its limit with the bytes from {@code offset} on. Parallel: any number of threads, in any order, each with its own buffer. Direct
     * buffers at addresses that are multiples of 4096 ({@code allocateDirect(n + 4096).alignedSlice(4096)}) save a copy. Interrupting a reader fails all reads of the disk.
     *
     * @throws IllegalArgumentException beyond the end of the disk
     * @throws io.holdfast.contracts.HoldfastException {@code DiskUnreadable}, {@code DiskShrank}, {@code MachineUnreadable}; the buffer's content is undefined then
     */
    void read(long offset, ByteBuffer into);
}
