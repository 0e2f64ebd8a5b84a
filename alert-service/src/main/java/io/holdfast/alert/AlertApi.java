package io.holdfast.alert;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.alert.AcknowledgeAlert;
import io.holdfast.contracts.alert.Alert;
import io.holdfast.contracts.alert.AlertEndpoints;
import io.holdfast.contracts.alert.AlertId;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;

/**
 * Alerts, over the bus.
 */
final class AlertApi {

    private static final int LONGEST_NOTE = 1000;

    private final AlertStore alerts;
    private final Changes changes;
    private final Clock clock;

    AlertApi(AlertStore alerts, Changes changes, Clock clock) {
        this.alerts = alerts;
        this.changes = changes;
        this.clock = clock;
    }

    Future<?> serve(Bus bus) {
        return Future.all(List.of(
                bus.serve(AlertEndpoints.LIST, (request, caller) -> alerts.list(request)),
                bus.serve(AlertEndpoints.GET, (request, caller) -> alerts.get(request.id())),
                bus.serve(AlertEndpoints.ITEMS, (request, caller) -> alerts.items(request)),
                bus.serve(AlertEndpoints.COUNT, (request, caller) -> alerts.count(request.vault())),
                bus.serve(AlertEndpoints.ACKNOWLEDGE, this::acknowledge),
                bus.serve(AlertEndpoints.RESOLVE, this::resolve)));
    }

    private Future<Alert> acknowledge(AcknowledgeAlert request, Caller caller) {
        if (request.note() != null && request.note().length() > LONGEST_NOTE) {
            throw HoldfastException.invalidField(
                    "/note", "OutOfRange", "must have at most " + LONGEST_NOTE + " characters");
        }
        return alerts.acknowledge(request.id(), caller.name(), request.note(), clock.instant())
                .onSuccess(changes::publish);
    }

    private Future<Alert> resolve(AlertId request, Caller caller) {
        return alerts.resolve(request.id(), caller.name(), clock.instant()).onSuccess(changes::publish);
    }
}
