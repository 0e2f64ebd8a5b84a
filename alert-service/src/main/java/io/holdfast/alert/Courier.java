package io.holdfast.alert;

import io.holdfast.contracts.alert.DeliveryStatus;
import io.holdfast.contracts.alert.NotificationChannel;
import io.holdfast.contracts.alert.NotificationTest.Outcome;
import io.holdfast.platform.Json;
import io.holdfast.platform.ServiceContext;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries deliveries out, each until its target has taken it or a day has passed. A replica that dies with one in hand has kept it for a while: then
 * another makes the next attempt.
 */
final class Courier {

    private static final Logger log = LoggerFactory.getLogger(Courier.class);
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(15);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final Duration GIVE_UP = Duration.ofDays(1);

    private final ServiceContext context;
    private final DeliveryStore deliveries;
    private final NotificationStore notifications;
    private final Map<NotificationChannel, Sender> senders;
    private final @Nullable String console;

    /** {@code console}: its address, for links; null when nobody knows it. */
    Courier(
            ServiceContext context,
            DeliveryStore deliveries,
            NotificationStore notifications,
            Map<NotificationChannel, Sender> senders,
            @Nullable String console) {
        this.context = context;
        this.deliveries = deliveries;
        this.notifications = notifications;
        this.senders = senders;
        this.console = console == null || console.isEmpty() ? null : console;
    }

    /** Makes an attempt at one delivery that is due; answers whether there was one. */
    Future<Boolean> carryOne(NotificationChannel channel) {
        Instant now = context.clock().instant();
        return deliveries
                .take(channel, now, now.plus(LEASE))
                .compose(due -> due == null
                        ? Future.succeededFuture(false)
                        : notifications
                                .get(due.vault())
                                .compose(settings -> carry(due, settings))
                                .map(true));
    }

    private Future<Void> carry(DeliveryStore.Due due, NotificationStore.Settings settings) {
        DeliveryStore.Target target = due.target();
        if (!Announcer.targets(settings).contains(target)) {
            return deliveries.ended(due, DeliveryStatus.GivenUp, "It is not to be told any more", now());
        }
        Sender.Parcel parcel = new Sender.Parcel(
                Letter.subject(due.message()),
                Letter.text(due.message(), console),
                json("alerts", due.message().at(), Json.toMap(due.message())));
        return send("msg_" + due.id(), due.vault(), target, settings, parcel)
                .compose(said -> deliveries.ended(due, DeliveryStatus.Delivered, null, now()))
                .recover(t -> failed(due, t));
    }

    private Future<String> send(
            String id,
            String vault,
            DeliveryStore.Target target,
            NotificationStore.Settings settings,
            Sender.Parcel parcel) {
        String sealed = settings.webhooks().getOrDefault(target.address(), "");
        return Objects.requireNonNull(senders.get(target.channel())).send(id, vault, target.address(), sealed, parcel);
    }

    private Future<Void> failed(DeliveryStore.Due due, Throwable t) {
        String reason = String.valueOf(t.getMessage());
        Instant next = now().plus(pause(due.attempt()));
        Metrics.counter(
                        "holdfast.alert.failed.attempts",
                        "channel",
                        due.target().channel().name())
                .increment();
        if (next.isAfter(due.createdAt().plus(GIVE_UP))) {
            log.error(
                    "News for {} are given up after {} attempts: {}",
                    due.target().address(),
                    due.attempt(),
                    reason);
            return deliveries.ended(due, DeliveryStatus.GivenUp, reason, now());
        }
        log.warn(
                "News for {} did not arrive, tried again at {}: {}",
                due.target().address(),
                next,
                reason);
        return deliveries.again(due, reason, next);
    }

    static Duration pause(int attempt) {
        long millis = Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(20, attempt - 1));
        return Duration.ofMillis(millis * 3 / 4 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
    }

    /** Sends a test to each target there is now, and waits for what each says. */
    Future<List<Outcome>> test(String id, String vault, NotificationStore.Settings settings) {
        String text = "This is a test of the notifications of vault " + vault + ". Nothing is wrong.";
        Sender.Parcel parcel = new Sender.Parcel(
                Letter.plain("[Holdfast] " + vault + ": test"),
                text + "\n",
                json("test", now(), Map.of("vault", vault, "text", text)));
        return Future.join(Announcer.targets(settings).stream()
                        .map(target -> send("msg_" + id, vault, target, settings, parcel)
                                .map(said -> new Outcome(target.channel(), target.address(), true, said))
                                .otherwise(t -> new Outcome(
                                        target.channel(), target.address(), false, String.valueOf(t.getMessage()))))
                        .toList())
                .map(all -> all.<Outcome>list());
    }

    private static String json(String type, Instant at, Map<String, Object> data) {
        return new JsonObject()
                .put("type", type)
                .put("timestamp", at.toString())
                .put("data", new JsonObject(data))
                .encode();
    }

    private Instant now() {
        return context.clock().instant();
    }
}
