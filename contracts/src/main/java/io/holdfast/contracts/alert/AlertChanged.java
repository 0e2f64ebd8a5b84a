package io.holdfast.contracts.alert;

import java.util.UUID;

/**
 * Hint that an alert is not what it was.
 */
public record AlertChanged(UUID alert, String vault, AlertCause cause, AlertSeverity severity, AlertStatus status) {}
