package io.holdfast.contracts.protection;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Frozen through the guest agent: file-system; with application hooks too: application; neither: crash.
 */
public enum Consistency {
    @JsonProperty("application")
    Application,
    @JsonProperty("file-system")
    FileSystem,
    @JsonProperty("crash")
    Crash
}
