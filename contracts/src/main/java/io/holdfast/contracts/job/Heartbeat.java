package io.holdfast.contracts.job;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code messages} are appended to the job's log. Empty {@code subTasks} leaves them as they are.
 */
public record Heartbeat(
        UUID job, long token, @Nullable Progress progress, List<SubTask> subTasks, List<String> messages) {}
