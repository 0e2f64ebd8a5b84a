package io.holdfast.contracts.protection;

import io.holdfast.contracts.job.JobStatus;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A registered item with a policy and recovery points; same id. {@code policyPending}: an edit of the policy has not reached the item yet.
 * {@code policyPaused}: no runs of the policy happen, whether this item is {@code paused} or not.
 * {@code lastSkippedAt}: the last run of the schedule that was left out, for {@code lastSkippedReason}, an {@link io.holdfast.contracts.ErrorCode}.
 * {@code deletedAt}: its data was deleted; until {@code purgeAt} that can be undone.
 * {@code logicalBytes}: size of the newest point's disks; {@code storedBytes}: what its points added to the vault.
 */
public record ProtectedItem(
        UUID id,
        String vault,
        UUID machine,
        String name,
        String cloudService,
        String subscription,
        ProtectionStatus status,
        String statusText,
        @Nullable String policy,
        boolean policyPending,
        boolean policyPaused,
        boolean paused,
        @Nullable JobStatus lastBackupStatus,
        @Nullable Instant lastBackupAt,
        @Nullable Instant lastSkippedAt,
        @Nullable String lastSkippedReason,
        @Nullable Instant latestRecoveryPoint,
        @Nullable Instant oldestRecoveryPoint,
        int recoveryPoints,
        long logicalBytes,
        long storedBytes,
        @Nullable UUID activeJob,
        @Nullable Instant deletedAt,
        @Nullable Instant purgeAt,
        Instant createdAt,
        long version) {}
