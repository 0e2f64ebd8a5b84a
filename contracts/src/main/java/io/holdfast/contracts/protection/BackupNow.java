package io.holdfast.contracts.protection;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

public record BackupNow(String vault, UUID item, @Nullable Instant retainUntil) {}
