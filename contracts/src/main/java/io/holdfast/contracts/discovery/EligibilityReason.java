package io.holdfast.contracts.discovery;

/**
 * Why a machine can't be registered. {@code Unusable}: it was seen with a problem; {@code AlreadyRegistered}: it is with this very vault.
 */
public enum EligibilityReason {
    Missing,
    Unusable,
    OtherRegion,
    OtherVault,
    AlreadyRegistered,
    DeploymentModelNotSupported
}
