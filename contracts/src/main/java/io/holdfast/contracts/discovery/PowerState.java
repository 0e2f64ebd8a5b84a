package io.holdfast.contracts.discovery;

public enum PowerState {
    Running,
    Off,
    Paused,
    Unknown
}
