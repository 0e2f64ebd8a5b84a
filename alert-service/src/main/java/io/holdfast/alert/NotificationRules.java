package io.holdfast.alert;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.alert.ChangeNotifications;
import io.holdfast.contracts.alert.Webhook;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which notification settings make sense.
 */
final class NotificationRules {

    static final int MOST_RECIPIENTS = 50;
    static final int MOST_WEBHOOKS = 20;

    private NotificationRules() {}

    /** {@code known}: addresses whose secret is there already; {@code loopback}: webhooks may lead to this server itself. */
    static void check(ChangeNotifications change, Set<String> known, boolean loopback) {
        List<FieldError> errors = new ArrayList<>();
        if (change.mode() == null) {
            errors.add(new FieldError("/mode", "Required", "is missing: AtOnce or HourlyDigest"));
        }
        if (change.severities().isEmpty()) {
            errors.add(new FieldError("/severities", "Required", "at least one severity is needed"));
        }
        if (change.recipients().size() > MOST_RECIPIENTS) {
            errors.add(new FieldError("/recipients", "OutOfRange", "at most " + MOST_RECIPIENTS + " are possible"));
        }
        if (change.webhooks().size() > MOST_WEBHOOKS) {
            errors.add(new FieldError("/webhooks", "OutOfRange", "at most " + MOST_WEBHOOKS + " are possible"));
        }
        recipients(change.recipients(), errors);
        webhooks(change.webhooks(), known, loopback, errors);
        if (!errors.isEmpty()) {
            String message = errors.size() == 1
                    ? errors.get(0).pointer() + " " + errors.get(0).message()
                    : errors.size() + " fields are refused.";
            throw new HoldfastException(ErrorCode.InvalidField, message, errors);
        }
    }

    private static void recipients(List<String> recipients, List<FieldError> errors) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < recipients.size(); i++) {
            String pointer = "/recipients/" + i;
            if (!MailAddress.isValid(recipients.get(i))) {
                errors.add(new FieldError(pointer, "Invalid", "must be a plain mail address, as ops@example.com"));
            } else if (!seen.add(recipients.get(i))) {
                errors.add(new FieldError(pointer, "Duplicate", "is there twice"));
            }
        }
    }

    private static void webhooks(List<Webhook> webhooks, Set<String> known, boolean loopback, List<FieldError> errors) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < webhooks.size(); i++) {
            Webhook webhook = webhooks.get(i);
            String pointer = "/webhooks/" + i;
            String objection = WebhookAddress.objection(webhook.url(), loopback);
            if (objection != null) {
                errors.add(new FieldError(pointer + "/url", "Invalid", objection));
            } else if (!seen.add(webhook.url())) {
                errors.add(new FieldError(pointer + "/url", "Duplicate", "is there twice"));
            }
            if (webhook.secret() == null && !known.contains(webhook.url())) {
                errors.add(new FieldError(pointer + "/secret", "Required", "a new webhook needs a secret"));
            } else if (webhook.secret() != null && !Signature.isSecret(webhook.secret())) {
                errors.add(new FieldError(
                        pointer + "/secret",
                        "Invalid",
                        "must be whsec_ and 24 to 64 bytes as Base64: echo whsec_$(openssl rand -base64 32)"));
            }
        }
    }
}
