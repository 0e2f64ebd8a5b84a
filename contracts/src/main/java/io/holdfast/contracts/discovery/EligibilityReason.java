package io.holdfast.contracts.discovery;

public enum EligibilityReason {
    Missing,
    OtherRegion,
    OtherVault,
    DeploymentModelNotSupported
}
