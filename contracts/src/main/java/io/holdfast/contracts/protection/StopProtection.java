package io.holdfast.contracts.protection;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

public record StopProtection(
        String vault, UUID item, StopData data, @Nullable String confirmName, boolean dryRun) {}
