package io.holdfast.contracts.backup;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

public record BackupParams(
        UUID item, String vault, @Nullable Instant retainUntil) {}
