package io.holdfast.contracts.alert;

/**
 * How soon somebody has to look: {@code Critical} now, {@code Warning} today.
 */
public enum AlertSeverity {
    Critical,
    Warning
}
