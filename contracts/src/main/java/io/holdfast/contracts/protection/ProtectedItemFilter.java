package io.holdfast.contracts.protection;

import io.holdfast.contracts.job.JobStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code deleted}: those instead whose data was deleted and can be brought back. */
public record ProtectedItemFilter(
        String vault,
        List<ProtectionStatus> status,
        @Nullable String policy,
        List<JobStatus> lastBackupStatus,
        @Nullable String name,
        boolean deleted) {}
