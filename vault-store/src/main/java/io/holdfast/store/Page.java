package io.holdfast.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * 1,024 entries of a disk's block map: ids of chunks in a leaf (level 0), of pages above. For one thread while it is
 * being changed.
 */
final class Page {
    static final int ENTRIES = 1024;
    private static final int HEADER = 8;
    static final int LENGTH = HEADER + ENTRIES * ChunkId.LENGTH;
    private static final byte[] MAGIC = "HFPAGE1".getBytes(StandardCharsets.US_ASCII);

    private final ByteBuffer bytes;

    private Page(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    static Page empty(int level) {
        byte[] bytes = Arrays.copyOf(MAGIC, LENGTH);
        bytes[HEADER - 1] = (byte) level;
        return new Page(bytes);
    }

    static Page parse(byte[] bytes, int length, int level, ChunkId id) {
        if (length != LENGTH
                || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                || bytes[HEADER - 1] != level) {
            throw new StoreException.Damaged("page " + id, "it is no block-map page of level " + level);
        }
        return new Page(Arrays.copyOf(bytes, LENGTH));
    }

    Page copy() {
        return new Page(bytes.array().clone());
    }

    ChunkId get(int slot) {
        int at = HEADER + slot * ChunkId.LENGTH;
        return new ChunkId(bytes.getLong(at), bytes.getLong(at + 8), bytes.getLong(at + 16), bytes.getLong(at + 24));
    }

    void set(int slot, ChunkId id) {
        id.write(bytes.position(HEADER + slot * ChunkId.LENGTH));
    }

    boolean isAllHoles() {
        byte[] array = bytes.array();
        for (int i = HEADER; i < LENGTH; i++) {
            if (array[i] != 0) {
                return false;
            }
        }
        return true;
    }

    byte[] toBytes() {
        return bytes.array();
    }
}
