package io.holdfast.contracts.alert;

import java.util.List;
import org.jspecify.annotations.Nullable;

public record ChangeNotifications(
        String vault,
        NotificationMode mode,
        List<AlertSeverity> severities,
        List<String> recipients,
        List<Webhook> webhooks,
        @Nullable Long ifVersion) {}
