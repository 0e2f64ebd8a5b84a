package io.holdfast.contracts.protection;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What becomes of the recovery points when protection stops.
 */
public enum StopData {
    @JsonProperty("keep")
    Keep,
    @JsonProperty("keepByPolicy")
    KeepByPolicy,
    @JsonProperty("delete")
    Delete
}
