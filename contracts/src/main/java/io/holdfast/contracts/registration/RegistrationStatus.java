package io.holdfast.contracts.registration;

/**
 * {@code NotRegistered → Registering → Registered → Unregistering → NotRegistered}. An item that is NotRegistered has no row.
 */
public enum RegistrationStatus {
    NotRegistered,
    Registering,
    Registered,
    Unregistering
}
