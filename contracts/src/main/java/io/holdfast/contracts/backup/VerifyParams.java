package io.holdfast.contracts.backup;

/**
 * Of Verify jobs. {@code share}: one in so many of the vault's bytes is read, those looked at longest ago first; 1: all.
 */
public record VerifyParams(String vault, VerifyDepth depth, int share) {}
