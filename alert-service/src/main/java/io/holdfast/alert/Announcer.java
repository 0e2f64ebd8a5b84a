package io.holdfast.alert;

import io.holdfast.contracts.alert.NotificationChannel;
import io.holdfast.platform.ServiceContext;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns news into deliveries, each piece once: it goes in the transaction that puts its deliveries into the outbox.
 */
final class Announcer {

    private final ServiceContext context;
    private final Duration gather;
    private final ChoreStore chores;
    private final NewsStore news;
    private final NotificationStore notifications;
    private final AlertStore alerts;
    private final DeliveryStore deliveries;

    Announcer(
            ServiceContext context,
            Duration gather,
            ChoreStore chores,
            NewsStore news,
            NotificationStore notifications,
            AlertStore alerts,
            DeliveryStore deliveries) {
        this.context = context;
        this.gather = gather;
        this.chores = chores;
        this.news = news;
        this.notifications = notifications;
        this.alerts = alerts;
        this.deliveries = deliveries;
    }

    /** All vaults that have news. */
    Future<Boolean> announce() {
        Instant now = context.clock().instant();
        return news.vaults(now).compose(vaults -> {
            Future<Void> all = Future.succeededFuture();
            for (String vault : vaults) {
                all = all.compose(x -> announce(vault, now));
            }
            return all.map(false);
        });
    }

    private Future<Void> announce(String vault, Instant now) {
        return context.database().transaction(client -> chores.lockAnnouncing(client)
                .compose(mine -> mine
                        ? Future.all(notifications.get(client, vault, ""), news.of(client, vault))
                                .compose(both -> announce(client, vault, both.resultAt(0), both.resultAt(1), now))
                        : Future.succeededFuture()));
    }

    private Future<Void> announce(
            SqlClient client,
            String vault,
            NotificationStore.Settings settings,
            List<NewsStore.Untold> all,
            Instant now) {
        List<NewsStore.Untold> due = settings.tellsNobody() ? all : Announcement.due(settings.mode(), all, gather, now);
        List<NewsStore.Untold> wanted = due.stream()
                .filter(it -> settings.severities().contains(it.severity()))
                .toList();
        if (due.isEmpty()) {
            return Future.succeededFuture();
        }
        Future<Void> put = settings.tellsNobody() || wanted.isEmpty()
                ? Future.succeededFuture()
                : alerts.find(
                                client,
                                wanted.stream()
                                        .map(NewsStore.Untold::alert)
                                        .distinct()
                                        .toList())
                        .map(found -> Announcement.message(vault, wanted, found, now))
                        .compose(message ->
                                deliveries.add(client, targets(settings), Letter.subject(message), message, now));
        return put.compose(x -> news.told(client, due, now));
    }

    static List<DeliveryStore.Target> targets(NotificationStore.Settings settings) {
        List<DeliveryStore.Target> targets = new ArrayList<>();
        settings.recipients().forEach(it -> targets.add(new DeliveryStore.Target(NotificationChannel.Mail, it)));
        settings.webhooks()
                .keySet()
                .forEach(it -> targets.add(new DeliveryStore.Target(NotificationChannel.Webhook, it)));
        return targets;
    }
}
