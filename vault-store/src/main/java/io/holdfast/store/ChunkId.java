package io.holdfast.store;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** HMAC-SHA-256 of a chunk's plain bytes: 256 bits, equal exactly for equal content of one vault. */
public record ChunkId(long a, long b, long c, long d) {
    static final int LENGTH = 32;

    /** Stands for "nothing stored here": reads as zeros. */
    static final ChunkId HOLE = new ChunkId(0, 0, 0, 0);

    static ChunkId of(byte[] bytes) {
        return read(ByteBuffer.wrap(bytes));
    }

    static ChunkId read(ByteBuffer from) {
        return new ChunkId(from.getLong(), from.getLong(), from.getLong(), from.getLong());
    }

    ByteBuffer write(ByteBuffer to) {
        return to.putLong(a).putLong(b).putLong(c).putLong(d);
    }

    byte[] toBytes() {
        return write(ByteBuffer.allocate(LENGTH)).array();
    }

    boolean isHole() {
        return (a | b | c | d) == 0;
    }

    /** 64 hex digits. */
    @JsonCreator
    public static ChunkId parse(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a chunk id has 64 hex digits");
        }
        return of(bytes);
    }

    @Override
    @JsonValue
    public String toString() {
        return HexFormat.of().formatHex(toBytes());
    }
}
