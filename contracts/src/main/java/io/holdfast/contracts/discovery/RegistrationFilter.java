package io.holdfast.contracts.discovery;

public enum RegistrationFilter {
    NotRegistered,
    Registered
}
