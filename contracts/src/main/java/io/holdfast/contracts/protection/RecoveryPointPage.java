package io.holdfast.contracts.protection;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Newest first.
 */
public record RecoveryPointPage(
        List<RecoveryPoint> items, @Nullable String nextCursor) {}
