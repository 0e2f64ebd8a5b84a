package io.holdfast.contracts.protection;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

public record RetainPoint(
        String vault, UUID item, UUID point, @Nullable Instant retainUntil) {}
