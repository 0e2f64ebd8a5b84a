package io.holdfast.contracts.alert;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An item that an alert is about. {@code detail}: what happened to it, for people; {@code job}: the one that failed; {@code endedAt}: since when the
 * alert does not concern it any more.
 */
public record AlertItem(
        UUID id,
        String name,
        Instant since,
        String detail,
        @Nullable UUID job,
        @Nullable Instant endedAt) {}
