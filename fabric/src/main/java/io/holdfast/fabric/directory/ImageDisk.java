package io.holdfast.fabric.directory;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.fabric.Extents;
import io.holdfast.fabric.SnapshotDisk;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** A raw image. It stays where it is and is read live, so it is compared with its {@link ImageStat} when all is read. */
final class ImageDisk implements SnapshotDisk {
    private final ImageFile image;
    private final ImageReader reader;
    private final ImageStat stat;
    private final @Nullable String whyFull;
    private @Nullable Extents allocated;

    ImageDisk(ImageFile image, ImageReader reader, ImageStat stat, @Nullable String whyFull) {
        this.image = image;
        this.reader = reader;
        this.stat = stat;
        this.whyFull = whyFull;
    }

    @Override
    public String name() {
        return image.disk();
    }

    @Override
    public long sizeBytes() {
        return stat.size();
    }

    @Override
    public synchronized Extents allocated() {
        if (allocated == null) {
            allocated = DataRanges.of(image.path(), stat.key(), stat.size());
        }
        return allocated;
    }

    @Override
    public Optional<Extents> changedSince() {
        return whyFull == null ? Optional.of(Extents.none()) : Optional.empty();
    }

    @Override
    public @Nullable String whyFull() {
        return whyFull;
    }

    @Override
    public int parallelReads() {
        return 4;
    }

    @Override
    public void read(long offset, ByteBuffer into) {
        if (offset < 0 || offset > stat.size() - into.remaining()) {
            throw new IllegalArgumentException("read beyond the end of disk " + name());
        }
        try {
            reader.read(offset, into);
        } catch (EOFException e) {
            throw new HoldfastException(ErrorCode.DiskShrank, shrank(), e);
        } catch (ClosedByInterruptException e) {
            throw new CancellationException("interrupted while reading");
        } catch (ClosedChannelException e) {
            throw new HoldfastException(ErrorCode.MachineUnreadable, "Disk " + name() + ": the snapshot is closed", e);
        } catch (IOException e) {
            throw image.unreadable(e);
        }
    }

    private String shrank() {
        return "Disk " + name() + ": its file became shorter while it was read";
    }

    /** {@code DiskShrank} when the file ends before the disk does: what was cut off may have been taken for a hole. */
    void requireNotShorter() {
        if (isShorter()) {
            throw new HoldfastException(ErrorCode.DiskShrank, shrank());
        }
    }

    private boolean isShorter() {
        try {
            return image.stat().size() < stat.size();
        } catch (HoldfastException gone) {
            return false; // what was read, was read from the file that was opened
        }
    }

    /** Whether the file is still, as far as can be told, what it was at the snapshot. */
    boolean unchanged() {
        try {
            return image.stat().equals(stat);
        } catch (HoldfastException e) {
            return false;
        }
    }

    ImageStat stat() {
        return stat;
    }

    void close() throws IOException {
        reader.close();
    }
}
