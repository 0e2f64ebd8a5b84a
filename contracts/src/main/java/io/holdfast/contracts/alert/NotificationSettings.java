package io.holdfast.contracts.alert;

import java.util.List;

/**
 * Who is told of a vault's alerts. A vault whose settings nobody has set tells nobody; its version is 0. {@code mailPossible}: whether the server has
 * been told how to send mail.
 */
public record NotificationSettings(
        String vault,
        NotificationMode mode,
        List<AlertSeverity> severities,
        List<String> recipients,
        List<Webhook> webhooks,
        boolean mailPossible,
        long version) {}
