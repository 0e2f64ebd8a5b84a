package io.holdfast.contracts.job;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job to be queued. Submission is idempotent by {@code id} and by {@code dedupKey}, for as long as the job is kept: the job that has it is answered.
 * {@code exclusiveKey}: at most one unfinished job has it; a second submission fails with {@code JobConflict}, the running job's id as the
 * pointer of its field error. {@code params} is the operation's own record, for example {@link io.holdfast.contracts.backup.BackupParams}.
 */
public record JobSubmission(
        UUID id,
        Operation operation,
        @Nullable String vault,
        @Nullable JobItem item,
        @Nullable UUID machine,
        @Nullable String subscription,
        Map<String, Object> params,
        List<String> subTasks,
        @Nullable String dedupKey,
        @Nullable String exclusiveKey,
        Trigger trigger,
        String createdBy) {}
