package io.holdfast.contracts.protection;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * With an existing policy or a new one, never both.
 */
public record ProtectItems(
        String vault,
        List<UUID> itemIds,
        @Nullable String policy,
        @Nullable NewPolicy newPolicy) {}
