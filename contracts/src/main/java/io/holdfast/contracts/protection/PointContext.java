package io.holdfast.contracts.protection;

/**
 * What a mover needs to restore.
 */
public record PointContext(Vault vault, ProtectedItem item, RecoveryPoint point) {}
