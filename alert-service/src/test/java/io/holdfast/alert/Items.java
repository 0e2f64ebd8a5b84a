package io.holdfast.alert;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobError;
import io.holdfast.contracts.job.JobItem;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.job.Trigger;
import io.holdfast.contracts.protection.ProtectionStatus;
import io.holdfast.contracts.protection.WatchedItem;
import io.holdfast.platform.Ids;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Items and jobs as tests need them. */
final class Items {

    private Items() {}

    static WatchedItem item(UUID id, String name, @Nullable String policy, String subscription, Instant since) {
        return new WatchedItem(
                id,
                "main",
                UUID.nameUUIDFromBytes(id.toString().getBytes(StandardCharsets.UTF_8)),
                name,
                subscription,
                ProtectionStatus.InitialBackupPending,
                policy,
                false,
                since,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    static WatchedItem backedUp(WatchedItem it, JobStatus status, Instant at, @Nullable Instant point) {
        return new WatchedItem(
                it.id(),
                it.vault(),
                it.machine(),
                it.name(),
                it.subscription(),
                point == null ? it.status() : ProtectionStatus.Protected,
                it.policy(),
                it.paused(),
                it.since(),
                status,
                at,
                it.lastSkippedAt(),
                point,
                null,
                it.deletedAt(),
                it.purgeAt());
    }

    static WatchedItem skipped(WatchedItem it, Instant at) {
        return new WatchedItem(
                it.id(),
                it.vault(),
                it.machine(),
                it.name(),
                it.subscription(),
                it.status(),
                it.policy(),
                it.paused(),
                it.since(),
                it.lastBackupStatus(),
                it.lastBackupAt(),
                at,
                it.latestRecoveryPoint(),
                it.activeBackup(),
                it.deletedAt(),
                it.purgeAt());
    }

    static WatchedItem working(WatchedItem it, @Nullable UUID job) {
        return new WatchedItem(
                it.id(),
                it.vault(),
                it.machine(),
                it.name(),
                it.subscription(),
                it.status(),
                it.policy(),
                it.paused(),
                it.since(),
                it.lastBackupStatus(),
                it.lastBackupAt(),
                it.lastSkippedAt(),
                it.latestRecoveryPoint(),
                job,
                it.deletedAt(),
                it.purgeAt());
    }

    static WatchedItem paused(WatchedItem it) {
        return with(it, it.status(), true, it.policy());
    }

    static WatchedItem with(WatchedItem it, ProtectionStatus status, boolean paused, @Nullable String policy) {
        return new WatchedItem(
                it.id(),
                it.vault(),
                it.machine(),
                it.name(),
                it.subscription(),
                status,
                policy,
                paused,
                it.since(),
                it.lastBackupStatus(),
                it.lastBackupAt(),
                it.lastSkippedAt(),
                it.latestRecoveryPoint(),
                it.activeBackup(),
                it.deletedAt(),
                it.purgeAt());
    }

    static WatchedItem deleted(WatchedItem it, Instant at, Duration undo) {
        return new WatchedItem(
                it.id(),
                it.vault(),
                it.machine(),
                it.name(),
                it.subscription(),
                ProtectionStatus.SoftDeleted,
                null,
                it.paused(),
                at,
                it.lastBackupStatus(),
                it.lastBackupAt(),
                it.lastSkippedAt(),
                it.latestRecoveryPoint(),
                null,
                at,
                at.plus(undo));
    }

    static Job job(WatchedItem item, Operation operation, JobStatus status, @Nullable ErrorCode code, Instant at) {
        return new Job(
                Ids.next(),
                operation,
                item.vault(),
                status,
                new JobItem(item.id(), item.name().substring(item.name().indexOf('/') + 1), "shop"),
                item.machine(),
                item.subscription(),
                Trigger.Scheduled,
                "service:scheduler",
                at,
                at,
                status.isFinal() ? at : null,
                1,
                3,
                false,
                null,
                List.of(),
                code == null ? null : new JobError(code.name(), code.title() + " here", null, List.of()),
                List.of(),
                Map.of());
    }

    static Job with(Job it, JobStatus status) {
        return new Job(
                it.id(),
                it.operation(),
                it.vault(),
                status,
                it.item(),
                it.machine(),
                it.subscription(),
                it.trigger(),
                it.createdBy(),
                it.createdAt(),
                it.startedAt(),
                it.endedAt(),
                it.attempt(),
                it.maxAttempts(),
                it.cancellable(),
                it.progress(),
                it.subTasks(),
                it.error(),
                it.warnings(),
                it.result());
    }
}
