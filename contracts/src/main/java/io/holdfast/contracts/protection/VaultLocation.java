package io.holdfast.contracts.protection;

import org.jspecify.annotations.Nullable;

/**
 * Where the data lies. {@code path} is, in a directory, a folder under the configured store root, by default the vault's id; in S3 a bucket, or a bucket
 * and a folder in it: {@code BUCKET/FOLDER}. How the bucket is reached is the mover's configuration.
 */
public record VaultLocation(StoreKind kind, @Nullable String path) {}
