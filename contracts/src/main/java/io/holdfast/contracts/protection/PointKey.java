package io.holdfast.contracts.protection;

import java.util.UUID;

public record PointKey(String vault, UUID item, UUID point, boolean dryRun) {
    public static PointKey of(String vault, UUID item, UUID point) {
        return new PointKey(vault, item, point, false);
    }
}
