package io.holdfast.contracts.alert;

public enum NotificationChannel {
    Mail,
    Webhook
}
