package io.holdfast.contracts.protection;

import java.util.List;
import org.jspecify.annotations.Nullable;

public record ChangePolicy(
        String vault,
        String name,
        List<Schedule> schedules,
        Retention retention,
        @Nullable Long ifVersion,
        boolean dryRun) {}
