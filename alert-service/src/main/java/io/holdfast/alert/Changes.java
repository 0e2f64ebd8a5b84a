package io.holdfast.alert;

import io.holdfast.contracts.alert.Alert;
import io.holdfast.contracts.alert.AlertChanged;
import io.holdfast.contracts.alert.AlertEndpoints;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Tells whoever watches that alerts have changed.
 */
final class Changes {

    private final Bus bus;
    private final AlertStore alerts;

    Changes(Bus bus, AlertStore alerts) {
        this.bus = bus;
        this.alerts = alerts;
    }

    /** A hint that is lost costs nothing. */
    void publish(Collection<UUID> changed) {
        Future<List<Alert>> found =
                changed.isEmpty() ? Future.succeededFuture(List.of()) : alerts.find(List.copyOf(changed));
        found.onSuccess(all -> all.forEach(this::publish));
    }

    void publish(Alert alert) {
        bus.publish(
                AlertEndpoints.CHANGED,
                new AlertChanged(alert.id(), alert.vault(), alert.cause(), alert.severity(), alert.status()));
    }
}
