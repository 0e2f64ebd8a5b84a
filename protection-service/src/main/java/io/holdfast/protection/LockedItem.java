package io.holdfast.protection;

import io.holdfast.contracts.protection.ProtectedItem;
import io.holdfast.contracts.protection.ProtectionStatus;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An item whose row this transaction holds. {@code lastPolicy}: the one it had before its protection was stopped.
 */
record LockedItem(
        ProtectedItem item,
        @Nullable String lastPolicy,
        Set<Busy> busy,
        @Nullable UUID fenceJob,
        long fenceToken) {

    void check(ItemCommand command) {
        ItemRules.check(command, item.status(), busy);
    }

    boolean isDeleting() {
        return busy.contains(Busy.DeletingPoint) || busy.contains(Busy.DeletingData);
    }

    ProtectionStatus status() {
        return item.status();
    }
}
