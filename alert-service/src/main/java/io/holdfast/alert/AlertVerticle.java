package io.holdfast.alert;

import io.holdfast.contracts.alert.NotificationChannel;
import io.holdfast.platform.ServiceContext;
import io.holdfast.platform.Upkeep;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Puts the service together.
 */
final class AlertVerticle extends VerticleBase {

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration FOLLOW = Duration.ofSeconds(2);

    /** Deliveries of a channel that a replica has in hand at once. */
    private static final int LANES = 2;

    private final ServiceContext service;
    private final AlertConfig config;
    private List<Upkeep> chores = List.of();

    AlertVerticle(ServiceContext service) {
        this.service = service;
        this.config = AlertConfig.of(service.config());
    }

    @Override
    public Future<?> start() {
        return vertx.executeBlocking(() -> Seal.of(Path.of(config.secretsKeyFile()), config.createSecretsKey()), false)
                .compose(this::start);
    }

    private Future<?> start(Seal seal) {
        var database = service.database();
        var peers = new Peers(service);
        var chore = new ChoreStore(database);
        var news = new NewsStore(database);
        var alerts = new AlertStore(database, news);
        var conditions = new ConditionStore(database, news);
        var notifications = new NotificationStore(database);
        var deliveries = new DeliveryStore(database);
        var changes = new Changes(service.bus(), alerts);
        var mail = new MailSender(vertx, config.smtp());
        var webhooks = new WebhookSender(vertx, service.clock(), seal, config.loopbackWebhooks());
        var courier = new Courier(
                service,
                deliveries,
                notifications,
                Map.of(NotificationChannel.Mail, mail, NotificationChannel.Webhook, webhooks),
                config.publicUrl());
        var reach = new Reach(service, peers, new ReachStore(database), config.unreachableAfter());
        var archive = new Archive(peers, alerts, notifications, deliveries);
        var watchman = new Watchman(service, config, peers, reach, chore, conditions, archive, changes);
        var follower = new JobFollower(service, peers, chore, conditions, changes);
        var announcer = new Announcer(service, config.gather(), chore, news, notifications, alerts, deliveries);
        List<Upkeep> all = new ArrayList<>(List.of(
                new Upkeep(vertx, "Check of all items", LOOK, watchman::check),
                new Upkeep(vertx, "Reading of the jobs' events", FOLLOW, follower::follow),
                new Upkeep(vertx, "Announcement of news", LOOK, announcer::announce)));
        for (NotificationChannel channel : NotificationChannel.values()) {
            for (int lane = 0; lane < LANES; lane++) {
                all.add(new Upkeep(vertx, "Delivery by " + channel, LOOK, () -> courier.carryOne(channel)));
            }
        }
        chores = all;
        return new AlertApi(alerts, changes, service.clock())
                .serve(service.bus())
                .compose(x -> new NotificationApi(
                                peers,
                                notifications,
                                deliveries,
                                courier,
                                seal,
                                config.smtp().isSet(),
                                config.loopbackWebhooks(),
                                service.clock())
                        .serve(service.bus()))
                .onSuccess(x -> chores.forEach(Upkeep::start));
    }

    @Override
    public Future<?> stop() {
        return Future.join(chores.stream().map(Upkeep::stop).toList());
    }
}
