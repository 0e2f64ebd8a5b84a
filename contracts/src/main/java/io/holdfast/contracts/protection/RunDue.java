package io.holdfast.contracts.protection;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Starts the backups of a policy's occurrence {@code nominal} for up to {@code limit} of its items, those with ids above {@code afterItem}.
 */
public record RunDue(
        String vault,
        String policy,
        Instant nominal,
        @Nullable UUID afterItem,
        int limit) {
    public static final int MAX_LIMIT = 500;
}
