package io.holdfast.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A recovery point that cannot be restored whole. {@code machineName} and {@code time} are null when its manifest is what is damaged.
 */
public record DamagedPoint(
        PointKey key,
        @Nullable String machineName,
        @Nullable Instant time) {}
