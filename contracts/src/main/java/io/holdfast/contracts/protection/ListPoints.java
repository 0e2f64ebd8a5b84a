package io.holdfast.contracts.protection;

import io.holdfast.contracts.PageRequest;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

public record ListPoints(
        String vault,
        UUID item,
        @Nullable Instant from,
        @Nullable Instant to,
        PageRequest page) {}
