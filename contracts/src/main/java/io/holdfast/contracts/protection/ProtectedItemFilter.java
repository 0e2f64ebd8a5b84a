package io.holdfast.contracts.protection;

import io.holdfast.contracts.job.JobStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

public record ProtectedItemFilter(
        String vault,
        List<ProtectionStatus> status,
        @Nullable String policy,
        List<JobStatus> lastBackupStatus,
        @Nullable String name) {}
