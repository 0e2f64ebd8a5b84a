package io.holdfast.fabric.directory;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Reads past the page cache where the file system can: a backup does not push the host's working set out of memory. What lies in the cache already is taken from there, and what is
 * not aligned goes through it.
 */
final class ImageReader implements AutoCloseable {
    private static final int MAX_ALIGNMENT = 4096;
    private static final long WINDOW = 1 << 30;
    private static final ThreadLocal<ByteBuffer> BOUNCE = ThreadLocal.withInitial(
            () -> ByteBuffer.allocateDirect(256 * 1024 + MAX_ALIGNMENT).alignedSlice(MAX_ALIGNMENT));

    private final FileChannel cached;
    private final @Nullable FileChannel direct;
    private final int alignment;
    /** A stretch of the file, mapped to ask what of it lies in the cache; never read through, since that could end the process when the file shrinks. */
    private volatile @Nullable Window window;

    private final String key;

    private ImageReader(FileChannel cached, @Nullable FileChannel direct, int alignment, String key) {
        this.cached = cached;
        this.direct = direct;
        this.alignment = alignment;
        this.key = key;
    }

    /** {@code key}: the file's, which the caller makes sure of. */
    static ImageReader open(Path image, String key) throws IOException {
        FileChannel cached = FileChannel.open(image, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        try {
            long block = Files.getFileStore(image).getBlockSize();
            if (Long.bitCount(block) == 1 && block <= MAX_ALIGNMENT) {
                FileChannel direct = FileChannel.open(
                        image, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS, ExtendedOpenOption.DIRECT);
                return new ImageReader(cached, direct, (int) block, key);
            }
        } catch (IOException | UnsupportedOperationException e) {
            return new ImageReader(cached, null, 1, key); // a file system without direct reads
        }
        return new ImageReader(cached, null, 1, key);
    }

    /** Whether this is the file that was looked at, not one that has taken its name or had it before. */
    boolean reads(ImageStat stat) {
        return stat.key().equals(key);
    }

    /** Fills the buffer; EOFException when the file ends before. Parallel. */
    void read(long offset, ByteBuffer into) throws IOException {
        long at = offset;
        if (direct != null && at % alignment == 0 && !isCached(at, into.remaining())) {
            at += readDirect(direct, at, into);
        }
        while (into.hasRemaining()) {
            at += some(cached.read(into, at));
        }
    }

    private record Window(long from, MappedByteBuffer mapped) {
        boolean has(long offset, int length) {
            return offset >= from && offset + length <= from + mapped.capacity();
        }
    }

    private boolean isCached(long offset, int length) throws ClosedChannelException {
        try {
            Window last = window;
            if (last == null || !last.has(offset, length)) {
                last = map(offset);
                window = last;
            }
            return last.has(offset, length)
                    && last.mapped.slice((int) (offset - last.from), length).isLoaded();
        } catch (ClosedChannelException e) {
            throw e; // the thread was interrupted, perhaps
        } catch (IOException e) {
            return false; // too many mappings, or a file system without
        }
    }

    private Window map(long offset) throws IOException {
        long length = Math.min(WINDOW, cached.size() - offset);
        return new Window(offset, cached.map(FileChannel.MapMode.READ_ONLY, offset, Math.max(0, length)));
    }

    // whole blocks only, and no further than the first short read; heap buffers never reach the channel: of JDK 17's
    // own aligned copies,
    // kept in a cache shared with all other reads, some can't be freed (NullPointerException)
    private long readDirect(FileChannel channel, long offset, ByteBuffer into) throws IOException {
        boolean fits = into.isDirect() && into.alignmentOffset(into.position(), alignment) == 0;
        long at = offset;
        int limit = into.limit();
        while (into.remaining() >= alignment && at % alignment == 0) {
            int length = into.remaining() - into.remaining() % alignment;
            if (fits) {
                into.limit(into.position() + length);
                try {
                    at += some(channel.read(into, at));
                } finally {
                    into.limit(limit);
                }
            } else {
                ByteBuffer piece = BOUNCE.get();
                piece.clear().limit(Math.min(length, piece.capacity() - piece.capacity() % alignment));
                at += some(channel.read(piece, at));
                into.put(piece.flip());
            }
        }
        return at - offset;
    }

    private static int some(int got) throws EOFException {
        if (got < 0) {
            throw new EOFException();
        }
        return got;
    }

    @Override
    public void close() throws IOException {
        try (FileChannel one = cached;
                FileChannel other = direct) {
            // both, whatever one of them says
        }
    }
}
