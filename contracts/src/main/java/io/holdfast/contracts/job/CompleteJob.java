package io.holdfast.contracts.job;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code outcome} is final. Repeating it with the same token is answered alike; a lost lease fails with {@code LeaseLost}.
 */
public record CompleteJob(
        UUID job,
        long token,
        JobStatus outcome,
        @Nullable JobError error,
        List<JobWarning> warnings,
        Map<String, Object> result,
        @Nullable Progress progress,
        List<SubTask> subTasks,
        List<String> messages) {}
