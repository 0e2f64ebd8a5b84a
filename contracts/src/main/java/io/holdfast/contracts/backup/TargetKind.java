package io.holdfast.contracts.backup;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Where a restore goes.
 */
public enum TargetKind {
    @JsonProperty("new-machine")
    NewMachine,
    @JsonProperty("original")
    Original,
    @JsonProperty("disks")
    Disks
}
