package io.holdfast.contracts.protection;

import org.jspecify.annotations.Nullable;

public record PolicyKey(String vault, String name, @Nullable Long ifVersion) {
    public static PolicyKey of(String vault, String name) {
        return new PolicyKey(vault, name, null);
    }
}
