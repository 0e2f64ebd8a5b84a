package io.holdfast.contracts.protection;

import io.holdfast.contracts.PageRequest;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code deleted}: those instead that were deleted and can be brought back. */
public record ListPoints(
        String vault,
        UUID item,
        @Nullable Instant from,
        @Nullable Instant to,
        boolean deleted,
        PageRequest page) {}
