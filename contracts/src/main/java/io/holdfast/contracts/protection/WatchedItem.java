package io.holdfast.contracts.protection;

import io.holdfast.contracts.job.JobStatus;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a watchman has to know of a protected item. {@code name}: with the cloud service in front, since two machines may share theirs. {@code since}: from when on it is to have the backups of its policy's schedule;
 * {@code activeBackup}: a Backup job that has not ended, as far as protection-service has heard.
 */
public record WatchedItem(
        UUID id,
        String vault,
        UUID machine,
        String name,
        String subscription,
        ProtectionStatus status,
        @Nullable String policy,
        boolean paused,
        Instant since,
        @Nullable JobStatus lastBackupStatus,
        @Nullable Instant lastBackupAt,
        @Nullable Instant lastSkippedAt,
        @Nullable Instant latestRecoveryPoint,
        @Nullable UUID activeBackup,
        @Nullable Instant deletedAt,
        @Nullable Instant purgeAt) {}
