package io.holdfast.alert;

import static io.holdfast.platform.testing.ServiceHarness.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.PageRequest;
import io.holdfast.contracts.alert.AlertCause;
import io.holdfast.contracts.alert.AlertFilter;
import io.holdfast.contracts.alert.DeliveryStatus;
import io.holdfast.contracts.alert.ListAlerts;
import io.holdfast.contracts.alert.ListDeliveries;
import io.holdfast.contracts.alert.NotificationChannel;
import io.holdfast.platform.Database;
import io.holdfast.platform.ServiceContext;
import io.holdfast.platform.ServiceDefinition;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.ServiceHarness;
import io.holdfast.platform.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a replica that died, or was only slow, can not do any more; on the rows, without the service around them. */
@ExtendWith(PostgresExtension.class)
class FencingIT {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = NOW.plus(Duration.ofMinutes(3));
    private static final UUID ITEM = new UUID(0, 1);

    private final Vertx vertx = Vertx.vertx();
    private ServiceHarness harness;
    private Database database;
    private ChoreStore chores;
    private NewsStore news;
    private ConditionStore conditions;
    private AlertStore alerts;
    private DeliveryStore deliveries;

    @BeforeEach
    void start() {
        AtomicReference<ServiceContext> context = new AtomicReference<>();
        TestDatabase fresh = PostgresExtension.create();
        harness = ServiceHarness.start(vertx, fresh, new ServiceDefinition("alert", it -> {
            context.set(it);
            return new VerticleBase() {};
        }));
        database = context.get().database();
        chores = new ChoreStore(database);
        news = new NewsStore(database);
        conditions = new ConditionStore(database, news);
        alerts = new AlertStore(database, news);
        deliveries = new DeliveryStore(database);
    }

    @AfterEach
    void stop() {
        harness.close();
        await(vertx.close());
    }

    @Test
    void a_check_is_one_replicas_until_its_lease_lapses_and_then_it_can_not_write_any_more() {
        long dead = await(chores.takeWatch(NOW, NOW.plus(Duration.ofMinutes(2))));
        assertThat(await(chores.takeWatch(NOW, LATER))).isNull();
        long next = await(chores.takeWatch(LATER, LATER.plus(Duration.ofMinutes(2))));
        assertThat(next).isGreaterThan(dead);
        boolean deadHolds = await(database.transaction(client -> chores.keepWatch(client, dead, LATER)));
        boolean nextHolds = await(database.transaction(client -> chores.keepWatch(client, next, LATER)));
        assertThat(deadHolds).isFalse();
        assertThat(nextHolds).isTrue();
    }

    @Test
    void of_replicas_that_read_the_same_events_one_records_them() {
        List<Future<Boolean>> all = IntStream.range(0, 8)
                .mapToObj(i -> database.transaction(client -> chores.advance(client, 0, 500)))
                .toList();
        await(Future.join(all));
        assertThat(all.stream().map(Future::result)).containsOnlyOnce(true);
        assertThat(await(chores.position())).isEqualTo(500);
    }

    @Test
    void a_delivery_whose_carrier_died_is_another_ones_and_the_dead_one_can_not_end_it() {
        Message message = new Message("main", NOW, List.of(), 0);
        DeliveryStore.Target ops = new DeliveryStore.Target(NotificationChannel.Mail, "ops@example.com");
        await(database.transaction(client -> deliveries.add(client, List.of(ops), "news", message, NOW)));
        DeliveryStore.Due dead = await(deliveries.take(NotificationChannel.Mail, NOW, NOW.plus(Duration.ofMinutes(2))));
        assertThat(await(deliveries.take(NotificationChannel.Mail, NOW, LATER))).isNull();
        DeliveryStore.Due next = await(deliveries.take(NotificationChannel.Mail, LATER, LATER.plusSeconds(120)));
        assertThat(next.id()).isEqualTo(dead.id());
        assertThat(next.attempt()).isEqualTo(2);
        await(deliveries.ended(dead, DeliveryStatus.GivenUp, "late", LATER));
        assertThat(status()).isEqualTo(DeliveryStatus.Pending);
        await(deliveries.ended(next, DeliveryStatus.Delivered, null, LATER));
        assertThat(status()).isEqualTo(DeliveryStatus.Delivered);
    }

    @Test
    void many_that_raise_and_end_the_same_alert_at_once_leave_one_or_none() {
        for (int round = 0; round < 20; round++) {
            Instant at = NOW.plusSeconds(round * 10L);
            List<Future<Set<UUID>>> all = IntStream.range(0, 8)
                    .mapToObj(i -> apply(
                            i % 2 == 0
                                    ? Findings.of(condition(at.plusSeconds(1)))
                                    : Findings.of(List.of(Ending.of(ITEM, AlertCause.BackupFailed, at))),
                            at))
                    .toList();
            await(Future.all(all));
            assertThat(open()).isEqualTo(1);
            await(apply(Findings.of(List.of(Ending.of(ITEM, AlertCause.BackupFailed, at.plusSeconds(2)))), at));
            assertThat(open()).isZero();
        }
    }

    private Future<Set<UUID>> apply(Findings findings, Instant now) {
        return database.transaction(client -> conditions.apply(client, findings, now));
    }

    private static Condition condition(Instant at) {
        return new Condition(
                "main", AlertCause.BackupFailed, Group.vault("VaultFull"), ITEM, "web-01", at, at, "full", null);
    }

    private long open() {
        return await(alerts.list(new ListAlerts(
                        new AlertFilter("main", List.of(), List.of(), List.of(), null), new PageRequest(500, null))))
                .items()
                .stream()
                .filter(alert -> alert.resolvedAt() == null)
                .count();
    }

    private DeliveryStatus status() {
        return await(deliveries.list(new ListDeliveries("main", List.of(), PageRequest.first())))
                .items()
                .get(0)
                .status();
    }
}
