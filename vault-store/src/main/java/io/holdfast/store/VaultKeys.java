package io.holdfast.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import javax.crypto.Mac;

/** What follows from a vault's data key. */
final class VaultKeys {
    private final byte[] dataKey;
    private final byte[] idKey;
    private final boolean encrypted;

    private VaultKeys(byte[] dataKey, UUID vault, boolean encrypted) {
        this.dataKey = dataKey;
        this.idKey = Crypto.hkdf(dataKey, bytes(vault), "holdfast 1 chunk id");
        this.encrypted = encrypted;
    }

    static VaultKeys encrypted(byte[] dataKey, UUID vault) {
        return new VaultKeys(dataKey, vault, true);
    }

    /** A key that anybody can derive: the same paths, no secret. */
    static VaultKeys unencrypted(UUID vault) {
        byte[] open = Crypto.sha256().digest(("holdfast 1 unencrypted " + vault).getBytes(StandardCharsets.US_ASCII));
        return new VaultKeys(open, vault, false);
    }

    boolean encrypted() {
        return encrypted;
    }

    Mac idMac() {
        return Crypto.hmac(idKey);
    }

    FileSeal seal(FileHeader.Kind kind, byte[] salt) {
        return new FileSeal(Crypto.hkdf(dataKey, salt, "holdfast 1 " + kind.purpose), encrypted);
    }

    /** The seal of a file that was read, which must be of the kind and mode expected. */
    FileSeal seal(FileHeader header, FileHeader.Kind expected, String object) {
        if (header.kind() != expected || header.encrypted() != encrypted) {
            throw new StoreException.Damaged(object, "its header says that it is something else");
        }
        return seal(header.kind(), header.salt());
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
