package io.holdfast.store;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import javax.crypto.Cipher;
import javax.crypto.Mac;

/**
 * The tools and scratch space for turning plain chunks into bodies and back. For one thread at a time; {@link CoderPool}
 * hands them out.
 */
final class ChunkCoder implements AutoCloseable {
    private static final int LEVEL = 1;

    private final Mac idMac;
    private final Cipher encrypt = Crypto.gcm();
    private final Cipher decrypt = Crypto.gcm();
    private final ZstdCompressCtx compressor = new ZstdCompressCtx();
    private final ZstdDecompressCtx decompressor = new ZstdDecompressCtx();
    private final byte[] body;
    private final byte[] sealed;

    ChunkCoder(VaultKeys keys, int largestPlain) {
        this.idMac = keys.idMac();
        int room = (int) Zstd.compressBound(largestPlain);
        this.body = new byte[room + Crypto.TAG];
        this.sealed = new byte[room + Crypto.TAG];
        compressor.setLevel(LEVEL);
    }

    ChunkId id(byte[] plain, int length) {
        idMac.update(plain, 0, length);
        return ChunkId.of(idMac.doFinal());
    }

    /** Compresses into this coder, where {@link #seal} finds it. */
    Body compress(byte[] plain, int length) {
        int compressed = compressor.compressByteArray(body, 0, body.length, plain, 0, length);
        return compressed < length ? new Body(body, compressed, Codec.Zstd) : new Body(plain, length, Codec.Raw);
    }

    /** The sealed bytes are in {@link #sealed} until the next call; returns how many. */
    int seal(FileSeal seal, int ordinal, ChunkId id, Body from) {
        return seal.sealBody(encrypt, ordinal, id, from.bytes, from.length, sealed);
    }

    byte[] sealed() {
        return sealed;
    }

    /**
     * Opens, decompresses and checks a chunk against its id.
     *
     * @param out receives the plain bytes; a chunk that would be longer is {@code Damaged}
     * @return the plain length
     */
    int decode(FileSeal seal, Location at, ChunkId id, byte[] stored, int offset, byte[] out, String object) {
        if (at.stored() > body.length) {
            throw damaged(object, id, "it is too long");
        }
        int length = seal.openBody(decrypt, at.ordinal(), id, stored, offset, at.stored(), body);
        if (length < 0) {
            throw damaged(object, id, "it cannot be authenticated");
        }
        int plain = at.codec() == Codec.Zstd ? decompress(length, out, id, object) : copy(length, out, id, object);
        if (!id(out, plain).equals(id)) {
            throw damaged(object, id, "its content does not match its id");
        }
        return plain;
    }

    private int decompress(int length, byte[] out, ChunkId id, String object) {
        try {
            return decompressor.decompressByteArray(out, 0, out.length, body, 0, length);
        } catch (ZstdException e) {
            throw damaged(object, id, "it cannot be decompressed");
        }
    }

    private int copy(int length, byte[] out, ChunkId id, String object) {
        if (length > out.length) {
            throw damaged(object, id, "it is too long");
        }
        System.arraycopy(body, 0, out, 0, length);
        return length;
    }

    private static StoreException damaged(String object, ChunkId id, String what) {
        return new StoreException.Damaged(object, "chunk " + id + ": " + what);
    }

    @Override
    public void close() {
        compressor.close();
        decompressor.close();
    }

    /** A chunk ready to be sealed; valid until its coder compresses another. */
    static final class Body {
        private final byte[] bytes;
        private final int length;
        private final Codec codec;

        private Body(byte[] bytes, int length, Codec codec) {
            this.bytes = bytes;
            this.length = length;
            this.codec = codec;
        }

        Codec codec() {
            return codec;
        }
    }
}
