package io.holdfast.alert;

import io.vertx.core.Future;
import java.time.Instant;

/**
 * What is not needed any more.
 */
final class Archive {

    private final Peers peers;
    private final AlertStore alerts;
    private final NotificationStore notifications;
    private final DeliveryStore deliveries;

    Archive(Peers peers, AlertStore alerts, NotificationStore notifications, DeliveryStore deliveries) {
        this.peers = peers;
        this.alerts = alerts;
        this.notifications = notifications;
        this.deliveries = deliveries;
    }

    /** Forgets the rows of vaults that are not there, as far as they are older than {@code asOf}, and what has long been over. */
    Future<Void> forget(Instant asOf, Instant resolvedBefore, Instant deliveredBefore) {
        return peers.vaults().compose(vaults -> alerts.forget(vaults, asOf, resolvedBefore)
                .compose(x -> notifications.forget(vaults, asOf))
                .compose(x -> deliveries.forget(vaults, asOf, deliveredBefore)));
    }
}
