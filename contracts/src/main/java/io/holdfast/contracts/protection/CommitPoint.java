package io.holdfast.contracts.protection;

import java.util.Map;
import java.util.UUID;

/**
 * Idempotent by point. A token that a later BeginBackup or BeginRestore has overtaken fails with {@code LeaseLost}.
 */
public record CommitPoint(UUID job, long token, RecoveryPoint point, Map<String, String> checkpoints) {}
