package io.holdfast.contracts.protection;

import org.jspecify.annotations.Nullable;

public record NewVault(
        String name,
        String region,
        @Nullable VaultType type,
        @Nullable Boolean encryption,
        @Nullable Integer chunkSize,
        @Nullable VaultLocation store) {}
