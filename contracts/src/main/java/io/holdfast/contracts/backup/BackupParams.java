package io.holdfast.contracts.backup;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code nominal}: the occurrence of the policy's schedule that this backup is, whenever it runs. */
public record BackupParams(
        UUID item,
        String vault,
        @Nullable Instant retainUntil,
        @Nullable Instant nominal) {}
