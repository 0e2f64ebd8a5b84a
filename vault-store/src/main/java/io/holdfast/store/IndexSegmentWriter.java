package io.holdfast.store;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.UUID;

/** Streams a session's index segment: a frame for every pack, and one that says how many there were. */
final class IndexSegmentWriter implements AutoCloseable {
    static final byte PACK = 1;
    static final byte END = 2;
    static final int PACK_FIXED = 1 + 32 + FileHeader.LENGTH + Integer.BYTES;

    private final Backend.Upload upload;
    private final FileHeader header;
    private final FileSeal seal;
    private int packs;

    IndexSegmentWriter(Backend backend, VaultKeys keys) {
        this.upload = backend.upload();
        this.header = FileHeader.fresh(FileHeader.Kind.Index, keys.encrypted());
        this.seal = keys.seal(header.kind(), header.salt());
        try {
            upload.write(header.toBytes(), 0, FileHeader.LENGTH);
        } catch (Throwable e) {
            upload.close();
            throw e;
        }
    }

    synchronized void append(PackDirectory directory) {
        byte[] entries = directory.encodeEntries();
        frame(ByteBuffer.allocate(PACK_FIXED + entries.length)
                .put(PACK)
                .put(HexFormat.of().parseHex(directory.name()))
                .put(directory.header().toBytes())
                .putInt(directory.size())
                .put(entries)
                .array());
        packs++;
    }

    /** Makes the segment durable. */
    synchronized void commit(UUID session) {
        frame(ByteBuffer.allocate(5).put(END).putInt(packs).array());
        upload.commit(Keys.index(session));
    }

    private void frame(byte[] plain) {
        byte[] sealed = seal.sealRecord(packs, header.toBytes(), plain);
        byte[] framed = ByteBuffer.allocate(Integer.BYTES + sealed.length)
                .putInt(sealed.length)
                .put(sealed)
                .array();
        upload.write(framed, 0, framed.length);
    }

    @Override
    public void close() {
        upload.close();
    }
}
