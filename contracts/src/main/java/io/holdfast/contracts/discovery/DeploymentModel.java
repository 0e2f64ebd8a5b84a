package io.holdfast.contracts.discovery;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How a machine was deployed. A vault of type {@code backup} takes classic machines only.
 */
public enum DeploymentModel {
    @JsonProperty("classic")
    Classic,
    @JsonProperty("resource-manager")
    ResourceManager
}
