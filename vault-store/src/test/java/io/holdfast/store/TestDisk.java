package io.holdfast.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** A disk's content in memory, and how a mover would write and restore it. */
final class TestDisk {
    static final int CHUNK = VaultSettings.SMALLEST_CHUNK;

    final byte[] bytes;

    TestDisk(byte[] bytes) {
        this.bytes = bytes;
    }

    static TestDisk random(long seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return new TestDisk(bytes);
    }

    TestDisk copy() {
        return new TestDisk(bytes.clone());
    }

    TestDisk resized(int size) {
        return new TestDisk(Arrays.copyOf(bytes, size));
    }

    int chunks() {
        return (bytes.length + CHUNK - 1) / CHUNK;
    }

    void fill(int chunk, long seed) {
        byte[] content = new byte[length(chunk)];
        new Random(seed).nextBytes(content);
        System.arraycopy(content, 0, bytes, chunk * CHUNK, content.length);
    }

    void zero(int chunk) {
        Arrays.fill(bytes, chunk * CHUNK, chunk * CHUNK + length(chunk), (byte) 0);
    }

    private int length(int chunk) {
        return Math.min(CHUNK, bytes.length - chunk * CHUNK);
    }

    ByteBuffer chunk(int chunk) {
        return ByteBuffer.wrap(bytes, chunk * CHUNK, length(chunk)).slice();
    }

    void writeAll(DiskWriter writer) throws InterruptedException {
        for (int chunk = 0; chunk < chunks(); chunk++) {
            writer.write(chunk, chunk(chunk));
        }
    }

    /** Writes only what differs from {@code base}, which is how change tracking works. */
    void writeChanges(DiskWriter writer, TestDisk base) throws InterruptedException {
        for (int chunk = 0; chunk < chunks(); chunk++) {
            if (chunk >= base.chunks() || !chunk(chunk).equals(base.chunk(chunk))) {
                writer.write(chunk, chunk(chunk));
            }
        }
    }

    static byte[] restore(PointReader reader, String disk) throws InterruptedException {
        byte[] target = new byte[(int) reader.manifest().disk(disk).size()];
        reader.restore(disk, (offset, bytes) -> bytes.get(target, (int) offset, bytes.remaining()));
        return target;
    }

    static byte[] read(PointReader reader, String disk) {
        ByteBuffer target =
                ByteBuffer.allocate((int) reader.manifest().disk(disk).size());
        reader.read(disk, 0, target);
        return target.array();
    }
}
