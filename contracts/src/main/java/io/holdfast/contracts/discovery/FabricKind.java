package io.holdfast.contracts.discovery;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The kind of place machines live in.
 */
public enum FabricKind {
    @JsonProperty("directory")
    Directory,
    @JsonProperty("simulated")
    Simulated
}
