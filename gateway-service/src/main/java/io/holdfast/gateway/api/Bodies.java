package io.holdfast.gateway.api;

import io.holdfast.contracts.alert.AlertSeverity;
import io.holdfast.contracts.alert.NotificationMode;
import io.holdfast.contracts.alert.Webhook;
import io.holdfast.contracts.backup.RestoreTarget;
import io.holdfast.contracts.protection.NewPolicy;
import io.holdfast.contracts.protection.Retention;
import io.holdfast.contracts.protection.Schedule;
import io.holdfast.contracts.protection.StopData;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Request bodies that are not records of {@code contracts} themselves, because part of the record stands in the path. Named as their
 * schemas in the contract.
 */
final class Bodies {

    record SubscriptionSettings(Map<String, Object> settings) {}

    record MachinesToRegister(List<UUID> machineIds) {}

    record PolicyContent(List<Schedule> schedules, Retention retention) {}

    record ItemsToProtect(
            List<UUID> itemIds,
            @Nullable String policy,
            @Nullable NewPolicy newPolicy) {}

    record PolicyChoice(String policy) {}

    record BackupOptions(@Nullable Instant retainUntil) {}

    record StopOptions(StopData data, @Nullable String confirmName) {}

    record PurgeOptions(@Nullable String confirmName) {}

    record ResumeOptions(@Nullable String policy) {}

    record PointRetention(@Nullable Instant retainUntil) {}

    record RestoreOptions(RestoreTarget target) {}

    record AlertNote(@Nullable String note) {}

    record NotificationContent(
            NotificationMode mode, List<AlertSeverity> severities, List<String> recipients, List<Webhook> webhooks) {}

    record NewSession(String token) {}

    private Bodies() {}
}
