package io.holdfast.contracts.job;

import java.util.List;

/**
 * A stretch of the event log. {@code oldest} is the lowest number still kept, {@code newest} the highest committed; 0 when the log is empty.
 */
public record EventLog(List<JobEvent> events, long oldest, long newest) {}
