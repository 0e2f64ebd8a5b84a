package io.holdfast.contracts.discovery;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What works and what is missing on a connection.
 */
public record SubscriptionCheck(boolean ok, List<Finding> findings) {
    public record Finding(
            boolean ok,
            String what,
            String message,
            @Nullable String fix) {}
}
