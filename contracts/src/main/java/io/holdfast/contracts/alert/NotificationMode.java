package io.holdfast.contracts.alert;

/**
 * When news of alerts go out: within a minute or so, or at each full hour together.
 */
public enum NotificationMode {
    AtOnce,
    HourlyDigest
}
