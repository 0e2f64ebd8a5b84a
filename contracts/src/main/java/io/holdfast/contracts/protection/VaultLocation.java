package io.holdfast.contracts.protection;

import org.jspecify.annotations.Nullable;

/**
 * Where the data lies. {@code path} is a folder under the configured store root, by default the vault's id.
 */
public record VaultLocation(StoreKind kind, @Nullable String path) {}
