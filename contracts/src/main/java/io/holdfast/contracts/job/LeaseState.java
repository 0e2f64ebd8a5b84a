package io.holdfast.contracts.job;

public enum LeaseState {
    Held,
    CancelRequested,
    Lost
}
