package io.holdfast.contracts.alert;

import io.holdfast.contracts.Endpoint;
import io.holdfast.contracts.Topic;
import io.holdfast.contracts.protection.VaultName;

/**
 * What alert-service serves and publishes.
 */
public final class AlertEndpoints {
    public static final Endpoint<ListAlerts, AlertPage> LIST =
            Endpoint.idempotent("alert.list.v1", ListAlerts.class, AlertPage.class);
    public static final Endpoint<AlertId, Alert> GET = Endpoint.idempotent("alert.get.v1", AlertId.class, Alert.class);
    public static final Endpoint<ListAlertItems, AlertItemPage> ITEMS =
            Endpoint.idempotent("alert.items.v1", ListAlertItems.class, AlertItemPage.class);
    /** 409 {@code AlertResolved} when it is over. */
    public static final Endpoint<AcknowledgeAlert, Alert> ACKNOWLEDGE =
            Endpoint.idempotent("alert.acknowledge.v1", AcknowledgeAlert.class, Alert.class);

    public static final Endpoint<AlertId, Alert> RESOLVE =
            Endpoint.idempotent("alert.resolve.v1", AlertId.class, Alert.class);
    public static final Endpoint<CountAlerts, AlertCounts> COUNT =
            Endpoint.idempotent("alert.count.v1", CountAlerts.class, AlertCounts.class);

    public static final Endpoint<VaultName, NotificationSettings> NOTIFICATIONS_GET =
            Endpoint.idempotent("alert.notifications.get.v1", VaultName.class, NotificationSettings.class);
    public static final Endpoint<ChangeNotifications, NotificationSettings> NOTIFICATIONS_CHANGE =
            Endpoint.once("alert.notifications.change.v1", ChangeNotifications.class, NotificationSettings.class);
    public static final Endpoint<VaultName, NotificationTest> NOTIFICATIONS_TEST =
            Endpoint.once("alert.notifications.test.v1", VaultName.class, NotificationTest.class);
    public static final Endpoint<ListDeliveries, DeliveryPage> DELIVERIES =
            Endpoint.idempotent("alert.delivery.list.v1", ListDeliveries.class, DeliveryPage.class);

    public static final Topic<AlertChanged> CHANGED = new Topic<>("alert.changed.v1", AlertChanged.class);

    private AlertEndpoints() {}
}
