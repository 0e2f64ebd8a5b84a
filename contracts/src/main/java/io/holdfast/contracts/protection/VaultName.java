package io.holdfast.contracts.protection;

import org.jspecify.annotations.Nullable;

public record VaultName(String name, @Nullable Long ifVersion) {
    public static VaultName of(String name) {
        return new VaultName(name, null);
    }
}
