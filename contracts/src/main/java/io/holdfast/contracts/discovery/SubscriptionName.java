package io.holdfast.contracts.discovery;

import org.jspecify.annotations.Nullable;

public record SubscriptionName(String name, @Nullable Long ifVersion) {
    public static SubscriptionName of(String name) {
        return new SubscriptionName(name, null);
    }
}
