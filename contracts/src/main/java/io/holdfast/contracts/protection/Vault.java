package io.holdfast.contracts.protection;

import java.time.Instant;
import java.util.UUID;

/**
 * The regional box. {@code chunkSize} in bytes.
 */
public record Vault(
        String name,
        UUID id,
        String region,
        VaultType type,
        boolean encryption,
        int chunkSize,
        VaultLocation store,
        Instant createdAt,
        long version) {}
