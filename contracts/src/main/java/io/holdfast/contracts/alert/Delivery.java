package io.holdfast.contracts.alert;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * News on their way to one target. {@code nextAttemptAt}: while it is pending; {@code lastError}: why the last attempt failed.
 */
public record Delivery(
        UUID id,
        String vault,
        NotificationChannel channel,
        String target,
        DeliveryStatus status,
        String subject,
        int attempts,
        @Nullable Instant nextAttemptAt,
        @Nullable String lastError,
        Instant createdAt,
        @Nullable Instant endedAt) {}
