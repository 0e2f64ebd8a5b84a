package io.holdfast.contracts.protection;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * {@code backup} takes classic machines only, {@code recovery-services} both models.
 */
public enum VaultType {
    @JsonProperty("backup")
    Backup,
    @JsonProperty("recovery-services")
    RecoveryServices
}
