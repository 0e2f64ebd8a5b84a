package io.holdfast.store;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A pack being written: hashed while it is streamed, since its hash is its name. For one thread at a time. */
final class OpenPack implements AutoCloseable {
    static final int FULL = 64 << 20;

    private final Pack pack;
    private final Backend.Upload upload;
    private final MessageDigest hash = Crypto.sha256();
    private final List<PackDirectory.Entry> entries = new ArrayList<>();
    private int size;

    OpenPack(Pack pack, Backend.Upload upload) {
        this.pack = pack;
        this.upload = upload;
        write(pack.header().toBytes(), FileHeader.LENGTH);
    }

    Pack pack() {
        return pack;
    }

    Location append(ChunkCoder coder, ChunkId id, ChunkCoder.Body body, int plainLength) {
        int ordinal = entries.size();
        int offset = size;
        int stored = coder.seal(pack.seal(), ordinal, id, body);
        write(coder.sealed(), stored);
        entries.add(new PackDirectory.Entry(id, offset, stored, plainLength, body.codec()));
        return new Location(pack.number(), ordinal, offset, stored, body.codec());
    }

    boolean isFull() {
        return size >= FULL || entries.size() == PackDirectory.MOST_ENTRIES;
    }

    /** Completes the pack and makes it durable. */
    PackDirectory commit() {
        PackDirectory unnamed = new PackDirectory("", pack.header(), size, entries);
        byte[] end = PackFile.end(pack.seal(), pack.header(), unnamed);
        write(end, end.length);
        String name = HexFormat.of().formatHex(hash.digest());
        upload.commit(Keys.pack(name));
        return new PackDirectory(name, pack.header(), size, entries);
    }

    private void write(byte[] bytes, int length) {
        hash.update(bytes, 0, length);
        upload.write(bytes, 0, length);
        size += length;
    }

    @Override
    public void close() {
        upload.close();
    }
}
