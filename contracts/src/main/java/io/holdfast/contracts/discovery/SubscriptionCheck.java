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

    /** Whether the place is there at all: something of it works. */
    public boolean answers() {
        return findings.stream().anyMatch(Finding::ok);
    }
}
