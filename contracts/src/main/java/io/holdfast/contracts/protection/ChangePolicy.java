package io.holdfast.contracts.protection;

import org.jspecify.annotations.Nullable;

public record ChangePolicy(
        String vault,
        String name,
        Schedule schedule,
        Retention retention,
        @Nullable Long ifVersion,
        boolean dryRun) {}
