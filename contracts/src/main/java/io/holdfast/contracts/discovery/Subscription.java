package io.holdfast.contracts.discovery;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one place where machines live. Settings per fabric: {@code directory}: {@code path}; {@code simulated}: see its module.
 */
public record Subscription(
        String name,
        FabricKind fabric,
        String region,
        Map<String, Object> settings,
        Instant createdAt,
        @Nullable Instant lastDiscoveredAt,
        long version) {}
