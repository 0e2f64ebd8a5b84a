package io.holdfast.contracts.backup;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Of DeleteBackupData jobs: one point, or the whole item.
 */
public record DeleteDataParams(
        UUID item, String vault, @Nullable UUID point) {}
