package io.holdfast.gateway.api;

import static io.holdfast.contracts.alert.AlertEndpoints.ACKNOWLEDGE;
import static io.holdfast.contracts.alert.AlertEndpoints.GET;
import static io.holdfast.contracts.alert.AlertEndpoints.ITEMS;
import static io.holdfast.contracts.alert.AlertEndpoints.LIST;
import static io.holdfast.contracts.alert.AlertEndpoints.RESOLVE;

import io.holdfast.contracts.alert.AcknowledgeAlert;
import io.holdfast.contracts.alert.Alert;
import io.holdfast.contracts.alert.AlertCause;
import io.holdfast.contracts.alert.AlertFilter;
import io.holdfast.contracts.alert.AlertId;
import io.holdfast.contracts.alert.AlertSeverity;
import io.holdfast.contracts.alert.AlertStatus;
import io.holdfast.contracts.alert.ListAlertItems;
import io.holdfast.contracts.alert.ListAlerts;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.VaultName;
import io.holdfast.gateway.http.Answer;
import io.holdfast.gateway.http.ApiHandler;
import io.holdfast.gateway.http.Call;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import java.util.Map;

/** What is wrong. */
public final class AlertApi {

    private final Bus bus;

    public AlertApi(Bus bus) {
        this.bus = bus;
    }

    public Map<String, ApiHandler> handlers() {
        return Map.of(
                "listAlerts", this::list,
                "listVaultAlerts", this::listOfVault,
                "getAlert", this::get,
                "listAlertItems", this::items,
                "acknowledgeAlert", this::acknowledge,
                "resolveAlert", this::resolve);
    }

    private Future<Answer> list(Call call) {
        AlertFilter filter = new AlertFilter(
                call.text("vault"),
                call.several("status", AlertStatus.class),
                call.several("cause", AlertCause.class),
                call.several("severity", AlertSeverity.class),
                call.optionalId("item"));
        return bus.call(LIST, new ListAlerts(filter, call.page()), call.caller())
                .map(Answer::ok);
    }

    /** Alerts know no vaults, so an unknown one is found out by asking. */
    private Future<Answer> listOfVault(Call call) {
        return bus.call(ProtectionEndpoints.VAULT_GET, VaultName.of(call.required("vault")), call.caller())
                .compose(vault -> list(call));
    }

    private Future<Answer> get(Call call) {
        return bus.call(GET, id(call), call.caller()).map(AlertApi::answer);
    }

    private Future<Answer> items(Call call) {
        return bus.call(ITEMS, new ListAlertItems(call.id("alert"), call.page()), call.caller())
                .map(Answer::ok);
    }

    private Future<Answer> acknowledge(Call call) {
        String note = call.body(Bodies.AlertNote.class).note();
        return bus.call(ACKNOWLEDGE, new AcknowledgeAlert(call.id("alert"), note), call.caller())
                .map(AlertApi::answer);
    }

    private Future<Answer> resolve(Call call) {
        return bus.call(RESOLVE, id(call), call.caller()).map(AlertApi::answer);
    }

    private static AlertId id(Call call) {
        return new AlertId(call.id("alert"));
    }

    private static Answer answer(Alert alert) {
        return Answer.ok(alert, alert.version());
    }
}
