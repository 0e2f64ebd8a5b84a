package io.holdfast.alert;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.alert.AlertEndpoints;
import io.holdfast.contracts.alert.ChangeNotifications;
import io.holdfast.contracts.alert.NotificationSettings;
import io.holdfast.contracts.alert.NotificationTest;
import io.holdfast.contracts.alert.NotificationTest.Outcome;
import io.holdfast.contracts.alert.Webhook;
import io.holdfast.contracts.protection.VaultName;
import io.holdfast.platform.Bus;
import io.holdfast.platform.Ids;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Who is told, over the bus.
 */
final class NotificationApi {

    private final Peers peers;
    private final NotificationStore notifications;
    private final DeliveryStore deliveries;
    private final Courier courier;
    private final Seal seal;
    private final boolean mailPossible;
    private final boolean loopback;
    private final Clock clock;

    NotificationApi(
            Peers peers,
            NotificationStore notifications,
            DeliveryStore deliveries,
            Courier courier,
            Seal seal,
            boolean mailPossible,
            boolean loopback,
            Clock clock) {
        this.peers = peers;
        this.notifications = notifications;
        this.deliveries = deliveries;
        this.courier = courier;
        this.seal = seal;
        this.mailPossible = mailPossible;
        this.loopback = loopback;
        this.clock = clock;
    }

    Future<?> serve(Bus bus) {
        return Future.all(
                bus.serve(AlertEndpoints.NOTIFICATIONS_GET, this::get),
                bus.serve(AlertEndpoints.NOTIFICATIONS_CHANGE, this::change),
                bus.serve(AlertEndpoints.NOTIFICATIONS_TEST, this::test),
                bus.serve(AlertEndpoints.DELIVERIES, (request, caller) -> peers.requireVault(request.vault())
                        .compose(vault -> deliveries.list(request))));
    }

    private Future<NotificationSettings> get(VaultName request, Caller caller) {
        return peers.requireVault(request.name())
                .compose(vault -> notifications.get(request.name()))
                .map(settings -> view(request.name(), settings));
    }

    private Future<NotificationSettings> change(ChangeNotifications request, Caller caller) {
        return peers.requireVault(request.vault())
                .compose(
                        vault -> notifications.change(request.vault(), request.ifVersion(), clock.instant(), before -> {
                            NotificationRules.check(request, before.webhooks().keySet(), loopback);
                            return new NotificationStore.Settings(
                                    request.mode(),
                                    request.severities().stream().distinct().toList(),
                                    request.recipients(),
                                    webhooks(request, before),
                                    before.version());
                        }))
                .map(settings -> view(request.vault(), settings));
    }

    private Map<String, String> webhooks(ChangeNotifications request, NotificationStore.Settings before) {
        Map<String, String> webhooks = new LinkedHashMap<>();
        for (Webhook webhook : request.webhooks()) {
            String sealed = webhook.secret() == null
                    ? Objects.requireNonNull(before.webhooks().get(webhook.url()))
                    : seal.seal(webhook.secret(), WebhookSender.owner(request.vault(), webhook.url()));
            webhooks.put(webhook.url(), sealed);
        }
        return webhooks;
    }

    private Future<NotificationTest> test(VaultName request, Caller caller) {
        return peers.requireVault(request.name())
                .compose(vault -> notifications.get(request.name()))
                .compose(settings -> courier.test(Ids.next().toString(), request.name(), settings))
                .map(outcomes -> new NotificationTest(
                        !outcomes.isEmpty() && outcomes.stream().allMatch(Outcome::ok), outcomes));
    }

    private NotificationSettings view(String vault, NotificationStore.Settings settings) {
        List<Webhook> webhooks = settings.webhooks().keySet().stream()
                .map(url -> new Webhook(url, null))
                .toList();
        return new NotificationSettings(
                vault,
                settings.mode(),
                settings.severities(),
                settings.recipients(),
                webhooks,
                mailPossible,
                settings.version());
    }
}
