package io.holdfast.contracts.backup;

/**
 * Of Prune jobs.
 */
public record PruneParams(String vault) {}
