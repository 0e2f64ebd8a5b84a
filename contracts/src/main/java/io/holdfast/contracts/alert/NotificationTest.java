package io.holdfast.contracts.alert;

import java.util.List;

/**
 * What became of test messages; not ok either when nobody is told. {@code message}: what the other side said, or why it could not be asked.
 */
public record NotificationTest(boolean ok, List<Outcome> outcomes) {
    public record Outcome(NotificationChannel channel, String target, boolean ok, String message) {}
}
