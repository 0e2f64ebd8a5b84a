package io.holdfast.contracts.discovery;

/**
 * Whether the guest can be frozen through an agent or command.
 */
public enum AgentState {
    Ready,
    NotReady,
    Absent,
    Unknown
}
