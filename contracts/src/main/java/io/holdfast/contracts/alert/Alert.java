package io.holdfast.contracts.alert;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong, with all the items it is wrong with. {@code code}: the {@link io.holdfast.contracts.ErrorCode} of what failed;
 * {@code subscription} and {@code policy}: what the items have in common. {@code count}: how often it happened; {@code itemCount}: how many items it
 * concerns, or once it is resolved has concerned; {@code items}: the first of them.
 */
public record Alert(
        UUID id,
        String vault,
        AlertCause cause,
        AlertSeverity severity,
        AlertStatus status,
        String title,
        String recommendation,
        @Nullable String code,
        @Nullable String subscription,
        @Nullable String policy,
        Instant firstSeenAt,
        Instant lastSeenAt,
        long count,
        long itemCount,
        List<AlertItem> items,
        @Nullable String acknowledgedBy,
        @Nullable Instant acknowledgedAt,
        @Nullable String note,
        @Nullable String resolvedBy,
        @Nullable Instant resolvedAt,
        long version) {
    /** So many items come with the alert itself; the others are listed page by page. */
    public static final int FIRST_ITEMS = 5;
}
