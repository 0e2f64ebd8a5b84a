package io.holdfast.contracts.alert;

/**
 * {@code Open → Acknowledged → Resolved}, or {@code Open → Resolved}. What comes back after it was resolved is a new alert.
 */
public enum AlertStatus {
    Open,
    Acknowledged,
    Resolved
}
