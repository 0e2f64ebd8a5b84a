package io.holdfast.contracts.job;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as clients see it. {@code result} holds the operation's outcome, for example {@code recoveryPoint}, {@code freezeMillis}, {@code bytesRead}.
 */
public record Job(
        UUID id,
        Operation operation,
        @Nullable String vault,
        JobStatus status,
        @Nullable JobItem item,
        @Nullable UUID machine,
        @Nullable String subscription,
        Trigger trigger,
        String createdBy,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        int attempt,
        int maxAttempts,
        boolean cancellable,
        @Nullable Progress progress,
        List<SubTask> subTasks,
        @Nullable JobError error,
        List<JobWarning> warnings,
        Map<String, Object> result) {}
