package io.holdfast.store;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Writes one disk of a new point. What is never mentioned stays as it is in the base; without a base it is a hole. Any
 * number of threads may write at once, each chunk once, in any order; roughly ascending needs the least memory.
 */
public final class DiskWriter {
    private final PointWriter session;
    private final String name;
    private final long size;
    private final int chunkSize;
    private final BlockMapEditor map;
    private final Counters counters;
    private final TaskGroup tasks = new TaskGroup();

    DiskWriter(PointWriter session, String name, long size, int chunkSize, BlockMapEditor map, Counters counters) {
        this.session = session;
        this.name = name;
        this.size = size;
        this.chunkSize = chunkSize;
        this.map = map;
        this.counters = counters;
    }

    public String name() {
        return name;
    }

    /** Bytes. */
    public long size() {
        return size;
    }

    /** How many chunks the disk is cut into; the last may be shorter than the others. */
    public long chunks() {
        return DiskImage.chunks(size, chunkSize);
    }

    /** Bytes of a chunk: the vault's chunk size, or what is left of the disk. */
    public int lengthOf(long chunk) {
        checkRange(chunk, chunk + 1);
        return (int) Math.min(chunkSize, size - chunk * chunkSize);
    }

    /**
     * Takes a chunk, all of it. The bytes are copied: the buffer is the caller's again on return. Blocks while the
     * session's workers have their hands full. Throws what made the session fail, if something did.
     */
    public void write(long chunk, ByteBuffer bytes) throws InterruptedException {
        int length = lengthOf(chunk);
        if (bytes.remaining() != length) {
            throw new IllegalArgumentException(
                    "chunk " + chunk + " has " + length + " bytes, not " + bytes.remaining());
        }
        byte[] plain = session.takeBuffer();
        bytes.get(plain, 0, length);
        Arrays.fill(plain, length, chunkSize, (byte) 0);
        counters.read(length);
        session.run(tasks, plain, () -> store(chunk, plain, length));
    }

    private void store(long chunk, byte[] plain, int length) {
        if (session.isZero(plain)) {
            counters.holes(length);
            map.set(chunk, ChunkId.HOLE);
        } else {
            map.set(chunk, session.storeData(plain, length, counters));
        }
    }

    /** The chunks from {@code from} to before {@code to} read as zeros. */
    public void hole(long from, long to) {
        checkRange(from, to);
        session.check();
        map.clear(from, to);
        counters.holes(bytes(from, to));
    }

    /** Says what silence says too, for the counters: these chunks are as in the base. */
    public void unchanged(long from, long to) {
        checkRange(from, to);
        session.check();
        counters.unchanged(bytes(from, to));
    }

    public ByteCounts counts() {
        return counters.now();
    }

    /** Waits for what was written, writes the block map, and makes the disk part of the point. Call it once. */
    public DiskImage finish() throws InterruptedException {
        tasks.await();
        tasks.begin(); // an abort waits for the pages too
        try {
            session.check();
            DiskImage image = new DiskImage(name, size, map.finish());
            session.finished(this, image);
            return image;
        } finally {
            tasks.end();
        }
    }

    TaskGroup tasks() {
        return tasks;
    }

    private long bytes(long from, long to) {
        return Math.min(size, to * chunkSize) - from * chunkSize;
    }

    private void checkRange(long from, long to) {
        if (from < 0 || from > to || to > chunks()) {
            throw new IllegalArgumentException(
                    "disk " + name + " has " + chunks() + " chunks; " + from + " to " + to + " are not among them");
        }
    }
}
