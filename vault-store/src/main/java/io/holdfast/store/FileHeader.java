package io.holdfast.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The 48 bytes that every binary file of a vault begins with: what it is, and the salt of its own key. */
final class FileHeader {
    static final int LENGTH = 48;
    static final int VERSION = 1;
    private static final byte[] MAGIC = "HOLDFAST".getBytes(StandardCharsets.US_ASCII);
    private static final int SALT_AT = LENGTH - Crypto.SALT;

    private final Kind kind;
    private final boolean encrypted;
    private final byte[] salt;

    private FileHeader(Kind kind, boolean encrypted, byte[] salt) {
        this.kind = kind;
        this.encrypted = encrypted;
        this.salt = salt;
    }

    Kind kind() {
        return kind;
    }

    boolean encrypted() {
        return encrypted;
    }

    byte[] salt() {
        return salt;
    }

    enum Kind {
        DataPack('D', "pack"),
        MetadataPack('M', "pack"),
        Index('I', "index"),
        Point('P', "point");

        final byte letter;
        /** Names the key's purpose, so that no two sorts of file could ever share a key. */
        final String purpose;

        Kind(char letter, String purpose) {
            this.letter = (byte) letter;
            this.purpose = purpose;
        }
    }

    static FileHeader fresh(Kind kind, boolean encrypted) {
        return new FileHeader(kind, encrypted, Crypto.random(Crypto.SALT));
    }

    byte[] toBytes() {
        return ByteBuffer.allocate(LENGTH)
                .put(MAGIC)
                .put((byte) VERSION)
                .put(kind.letter)
                .put((byte) (encrypted ? 1 : 0))
                .position(SALT_AT)
                .put(salt)
                .array();
    }

    static FileHeader parse(byte[] bytes, String object) {
        if (bytes.length < LENGTH || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new StoreException.Damaged(object, "it does not begin as such a file does");
        }
        if (bytes[8] != VERSION) {
            if (bytes[8] > VERSION) {
                throw new StoreException.NewerFormat(object, bytes[8]);
            }
            throw new StoreException.Damaged(object, "its header has no valid version");
        }
        for (Kind kind : Kind.values()) {
            if (kind.letter == bytes[9] && (bytes[10] == 0 || bytes[10] == 1)) {
                FileHeader header = new FileHeader(kind, bytes[10] == 1, Arrays.copyOfRange(bytes, SALT_AT, LENGTH));
                if (Arrays.equals(header.toBytes(), Arrays.copyOf(bytes, LENGTH))) {
                    return header;
                }
            }
        }
        throw new StoreException.Damaged(object, "its header makes no sense");
    }
}
