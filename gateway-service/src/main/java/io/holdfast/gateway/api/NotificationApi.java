package io.holdfast.gateway.api;

import static io.holdfast.contracts.alert.AlertEndpoints.DELIVERIES;
import static io.holdfast.contracts.alert.AlertEndpoints.NOTIFICATIONS_CHANGE;
import static io.holdfast.contracts.alert.AlertEndpoints.NOTIFICATIONS_GET;
import static io.holdfast.contracts.alert.AlertEndpoints.NOTIFICATIONS_TEST;

import io.holdfast.contracts.alert.ChangeNotifications;
import io.holdfast.contracts.alert.DeliveryStatus;
import io.holdfast.contracts.alert.ListDeliveries;
import io.holdfast.contracts.alert.NotificationSettings;
import io.holdfast.contracts.protection.VaultName;
import io.holdfast.gateway.http.Answer;
import io.holdfast.gateway.http.ApiHandler;
import io.holdfast.gateway.http.Call;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;

/** Who is told what is wrong. */
public final class NotificationApi {

    /** Mail servers and receivers may take their time. */
    private static final Duration TEST_DEADLINE = Duration.ofSeconds(45);

    private final Bus bus;

    public NotificationApi(Bus bus) {
        this.bus = bus;
    }

    public Map<String, ApiHandler> handlers() {
        return Map.of(
                "getNotifications", this::get,
                "changeNotifications", this::change,
                "testNotifications", this::test,
                "listDeliveries", this::deliveries);
    }

    private Future<Answer> get(Call call) {
        return bus.call(NOTIFICATIONS_GET, vault(call), call.caller()).map(NotificationApi::answer);
    }

    private Future<Answer> change(Call call) {
        Bodies.NotificationContent content = call.body(Bodies.NotificationContent.class);
        ChangeNotifications change = new ChangeNotifications(
                call.required("vault"),
                content.mode(),
                content.severities(),
                content.recipients(),
                content.webhooks(),
                call.ifVersion());
        return bus.call(NOTIFICATIONS_CHANGE, change, call.caller()).map(NotificationApi::answer);
    }

    private Future<Answer> test(Call call) {
        return bus.call(NOTIFICATIONS_TEST, vault(call), call.caller(), TEST_DEADLINE)
                .map(Answer::ok);
    }

    private Future<Answer> deliveries(Call call) {
        ListDeliveries list =
                new ListDeliveries(call.required("vault"), call.several("status", DeliveryStatus.class), call.page());
        return bus.call(DELIVERIES, list, call.caller()).map(Answer::ok);
    }

    private static VaultName vault(Call call) {
        return VaultName.of(call.required("vault"));
    }

    private static Answer answer(NotificationSettings settings) {
        return Answer.ok(settings, settings.version());
    }
}
