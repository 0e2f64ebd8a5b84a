package io.holdfast.store;

import java.util.UUID;

/**
 * What is chosen once, when a vault is made.
 *
 * @param chunkSize bytes; a power of two from 64 KiB to 4 MiB
 * @param encrypted whether a master key is needed to read it
 */
public record VaultSettings(UUID vaultId, int chunkSize, boolean encrypted) {
    public static final int SMALLEST_CHUNK = 64 << 10;
    public static final int LARGEST_CHUNK = 4 << 20;
    public static final int DEFAULT_CHUNK = 256 << 10;

    public VaultSettings {
        if (!isChunkSize(chunkSize)) {
            throw new IllegalArgumentException(
                    "chunk size must be a power of two from 64 KiB to 4 MiB, not " + chunkSize);
        }
    }

    /** Encrypted, with the default chunk size. */
    public static VaultSettings of(UUID vaultId) {
        return new VaultSettings(vaultId, DEFAULT_CHUNK, true);
    }

    static boolean isChunkSize(int bytes) {
        return bytes >= SMALLEST_CHUNK && bytes <= LARGEST_CHUNK && Integer.bitCount(bytes) == 1;
    }
}
