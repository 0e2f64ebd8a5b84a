package io.holdfast.store;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/** Reads an index segment, a window at a time. */
final class IndexSegment {
    private static final int LONGEST_FRAME =
            IndexSegmentWriter.PACK_FIXED + PackDirectory.MOST_ENTRIES * PackDirectory.ENTRY_LENGTH + Crypto.TAG;

    private IndexSegment() {}

    /** Hands over the segment's packs. {@code Damaged} after some of them is possible: they are still right. */
    static void read(Backend backend, String key, VaultKeys keys, Consumer<PackDirectory> each) {
        ObjectInput in = new ObjectInput(backend, key);
        FileHeader header = FileHeader.parse(in.next(FileHeader.LENGTH), key);
        FileSeal seal = keys.seal(header, FileHeader.Kind.Index, key);
        for (int number = 0; ; number++) {
            int length = ByteBuffer.wrap(in.next(Integer.BYTES)).getInt();
            if (length < 0 || length > LONGEST_FRAME) {
                throw new StoreException.Damaged(key, "a frame has an impossible length");
            }
            byte[] frame = seal.openRecord(number, header.toBytes(), in.next(length), key);
            ByteBuffer plain = ByteBuffer.wrap(frame);
            try {
                if (plain.get() == IndexSegmentWriter.END) {
                    if (plain.getInt() != number || in.hasMore()) {
                        throw new StoreException.Damaged(key, "it does not end where it should");
                    }
                    return;
                }
                each.accept(pack(frame[0], plain, keys, key));
            } catch (BufferUnderflowException e) {
                throw new StoreException.Damaged(key, "a frame ends early", e);
            }
        }
    }

    private static PackDirectory pack(byte type, ByteBuffer in, VaultKeys keys, String key) {
        if (type != IndexSegmentWriter.PACK) {
            throw new StoreException.Damaged(key, "unknown frame " + type);
        }
        byte[] name = new byte[32];
        in.get(name);
        byte[] headerBytes = new byte[FileHeader.LENGTH];
        in.get(headerBytes);
        FileHeader header = FileHeader.parse(headerBytes, key);
        boolean isPack = header.kind() == FileHeader.Kind.DataPack || header.kind() == FileHeader.Kind.MetadataPack;
        if (!isPack || header.encrypted() != keys.encrypted()) {
            throw new StoreException.Damaged(key, "it names something that is not a pack of this vault");
        }
        int size = in.getInt();
        List<PackDirectory.Entry> entries = PackDirectory.decodeEntries(in, size, key);
        return new PackDirectory(HexFormat.of().formatHex(name), header, size, entries);
    }
}
