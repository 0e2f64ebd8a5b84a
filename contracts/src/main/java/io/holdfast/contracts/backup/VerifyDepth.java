package io.holdfast.contracts.backup;

/**
 * How closely a vault is looked at. {@code Structure}: every page and chunk that recovery points need has a pack that is there. {@code StoredBytes}: packs are read too, and are what their names
 * say. {@code Content}: chunks are opened too, and match their ids.
 */
public enum VerifyDepth {
    Structure,
    StoredBytes,
    Content
}
