package io.holdfast.contracts.backup;

import io.holdfast.contracts.protection.Vault;
import java.util.List;

/**
 * How much would become free if these points of the vault went. {@code gone}: those that go before anyway.
 */
public record MeasureFreed(Vault vault, List<PointRef> going, List<PointRef> gone) {
    /** So many of either at most. */
    public static final int MAX_POINTS = 10_000;
}
