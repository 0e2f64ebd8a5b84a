package io.holdfast.contracts.job;

/**
 * What a line of the event log tells. All but Message and SubTask are transitions.
 */
public enum JobEventType {
    Queued,
    Started,
    SubTask,
    Requeued,
    CancelRequested,
    Ended,
    Message
}
