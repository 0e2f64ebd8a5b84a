package io.holdfast.store;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a pack holds, in the order of the pack.
 *
 * @param size the whole file's bytes
 */
record PackDirectory(String name, FileHeader header, int size, List<Entry> entries) {
    /** So that a directory is always small, and an ordinal needs two bytes. */
    static final int MOST_ENTRIES = 1 << 16;

    static final int ENTRY_LENGTH = ChunkId.LENGTH + 13;

    record Entry(ChunkId id, int offset, int stored, int plain, Codec codec) {}

    byte[] encodeEntries() {
        ByteBuffer out = ByteBuffer.allocate(entries.size() * ENTRY_LENGTH);
        for (Entry entry : entries) {
            entry.id.write(out).putInt(entry.offset).putInt(entry.stored).putInt(entry.plain);
            out.put(entry.codec.code);
        }
        return out.array();
    }

    /** Reads entries to the end of {@code in}, refusing what no writer would have written. */
    static List<Entry> decodeEntries(ByteBuffer in, int size, String object) {
        if (in.remaining() % ENTRY_LENGTH != 0 || in.remaining() / ENTRY_LENGTH > MOST_ENTRIES) {
            throw new StoreException.Damaged(object, "a pack directory has a wrong length");
        }
        List<Entry> entries = new ArrayList<>(in.remaining() / ENTRY_LENGTH);
        long expected = FileHeader.LENGTH;
        try {
            while (in.hasRemaining()) {
                ChunkId id = ChunkId.read(in);
                int offset = in.getInt();
                int stored = in.getInt();
                int plain = in.getInt();
                Codec codec = Codec.of(in.get(), object);
                if (offset != expected || stored <= 0 || plain <= 0 || plain > VaultSettings.LARGEST_CHUNK) {
                    throw new StoreException.Damaged(object, "a pack directory makes no sense");
                }
                expected += stored;
                entries.add(new Entry(id, offset, stored, plain, codec));
            }
        } catch (BufferUnderflowException e) {
            throw new StoreException.Damaged(object, "a pack directory ends early", e);
        }
        if (expected > size) {
            throw new StoreException.Damaged(object, "a pack directory points past the pack's end");
        }
        return entries;
    }
}
