package io.holdfast.contracts.protection;

import io.holdfast.contracts.DryRun;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One ConfigureProtection job per item of the policy.
 */
public record PolicyChange(
        @Nullable Policy policy, List<UUID> jobs, @Nullable DryRun dryRun) {}
