package io.holdfast.contracts.protection;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

public record SwitchPolicy(
        String vault, UUID item, String policy, @Nullable Long ifVersion, boolean dryRun) {}
