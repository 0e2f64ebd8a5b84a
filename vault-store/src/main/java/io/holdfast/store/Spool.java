package io.holdfast.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bytes that wait to be sent: in memory while they are few, then in a file. The file has no name where the system allows that, so a
 * process that is killed leaves none. Written by one thread at a time; then read by any number.
 */
final class Spool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final int IN_MEMORY = 1 << 20;

    private final Path folder;
    private byte[] memory = new byte[0];
    private @Nullable FileChannel file;
    private long size;

    Spool(Path folder) {
        this.folder = folder;
    }

    long size() {
        return size;
    }

    void write(byte[] bytes, int offset, int length) {
        try {
            if (file == null && size + length > IN_MEMORY) {
                spill();
            }
            if (file == null) {
                append(bytes, offset, length);
            } else {
                write(file, ByteBuffer.wrap(bytes, offset, length));
            }
        } catch (IOException e) {
            throw FileErrors.map(e, "a temporary file in " + folder);
        }
        size += length;
    }

    private void append(byte[] bytes, int offset, int length) {
        int needed = (int) size + length;
        if (needed > memory.length) {
            memory = Arrays.copyOf(memory, Math.min(IN_MEMORY, Math.max(needed, 2 * memory.length)));
        }
        System.arraycopy(bytes, offset, memory, (int) size, length);
    }

    private void spill() throws IOException {
        Files.createDirectories(folder);
        Path name = Files.createTempFile(folder, "holdfast-", ".upload");
        file = FileChannel.open(
                name, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        write(file, ByteBuffer.wrap(memory, 0, (int) size));
        memory = new byte[0];
    }

    private static void write(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    /** The bytes of one stretch. */
    InputStream stream(long from, long length) {
        return new Stretch(from, length);
    }

    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            LOG.info("a temporary file in {} could not be closed", folder, e);
        }
    }

    private final class Stretch extends InputStream {
        private final long end;
        private long position;

        Stretch(long from, long length) {
            this.position = from;
            this.end = from + length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int wanted = (int) Math.min(length, end - position);
            if (wanted == 0) {
                return length == 0 ? 0 : -1;
            }
            int got = wanted;
            if (file == null) {
                System.arraycopy(memory, (int) position, into, offset, wanted);
            } else {
                got = file.read(ByteBuffer.wrap(into, offset, wanted), position);
                if (got < 0) {
                    throw new IOException("a temporary file in " + folder + " was cut");
                }
            }
            position += got;
            return got;
        }
    }
}
