package io.holdfast.contracts.job;

public enum SubTaskStatus {
    NotStarted,
    InProgress,
    Completed,
    Failed,
    Skipped
}
