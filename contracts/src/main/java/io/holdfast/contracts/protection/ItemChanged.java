package io.holdfast.contracts.protection;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Hint that an item is not what it was: its status, its points, its last backup. {@code kind} is {@code registered} or {@code protected}; {@code status} the
 * status it has now, {@code NotRegistered} or {@code NotProtected} when it is gone. {@code skipped}: what there is to tell is that this run was left out.
 */
public record ItemChanged(
        String vault,
        UUID item,
        String kind,
        String status,
        @Nullable SkippedRun skipped) {

    public ItemChanged(String vault, UUID item, String kind, String status) {
        this(vault, item, kind, status, null);
    }
}
