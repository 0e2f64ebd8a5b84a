package io.holdfast.alert;

import static io.holdfast.platform.testing.ServiceHarness.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.PageRequest;
import io.holdfast.contracts.alert.AcknowledgeAlert;
import io.holdfast.contracts.alert.Alert;
import io.holdfast.contracts.alert.AlertCause;
import io.holdfast.contracts.alert.AlertEndpoints;
import io.holdfast.contracts.alert.AlertFilter;
import io.holdfast.contracts.alert.AlertId;
import io.holdfast.contracts.alert.AlertStatus;
import io.holdfast.contracts.alert.ChangeNotifications;
import io.holdfast.contracts.alert.Delivery;
import io.holdfast.contracts.alert.ListAlerts;
import io.holdfast.contracts.alert.ListDeliveries;
import io.holdfast.contracts.alert.NotificationSettings;
import io.holdfast.contracts.protection.Schedule;
import io.holdfast.contracts.protection.ScheduleKind;
import io.holdfast.platform.Bus;
import io.holdfast.platform.testing.FakeClock;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.ServiceHarness;
import io.holdfast.platform.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ThrowingRunnable;

/** alert-service, as many replicas of it as wanted, in a world that is made up. */
final class Station implements AutoCloseable {
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final Instant TONIGHT = Instant.parse("2026-03-01T22:00:00Z");
    static final Duration CHECK = Duration.ofMinutes(5);
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final Caller ANNA = new Caller("anna");

    final FakeClock clock = new FakeClock(NOON);
    final Vertx vertx = Vertx.vertx(
            new VertxOptions().setBlockedThreadCheckInterval(1).setBlockedThreadCheckIntervalUnit(TimeUnit.SECONDS));
    final TestDatabase database = PostgresExtension.create();
    final World world = new World(ServiceHarness.bus(vertx), clock);
    private final List<ServiceHarness> replicas = new ArrayList<>();
    private final JsonObject config;

    /** {@code settings}: of the section alert, over those of tests. */
    Station(Path folder, JsonObject settings) {
        JsonObject section = new JsonObject()
                .put("gather", "PT0S")
                .put("secretsKeyFile", folder.resolve("alert.key").toString())
                .put("createSecretsKey", true)
                .put("loopbackWebhooks", true)
                .mergeIn(settings, true);
        config = new JsonObject().put("alert", section);
        replica();
    }

    Station(Path folder) {
        this(folder, new JsonObject());
    }

    ServiceHarness replica() {
        ServiceHarness replica = ServiceHarness.start(vertx, database, config, clock, AlertMain.SERVICE);
        replicas.add(replica);
        return replica;
    }

    static Schedule daily(String time) {
        return new Schedule(ScheduleKind.Daily, List.of(time), List.of(), "UTC");
    }

    /** The next check comes, and everything after it. */
    void checkAgain() {
        clock.advance(CHECK);
    }

    void until(ThrowingRunnable assertion) {
        await().atMost(LONG).untilAsserted(assertion);
    }

    List<Alert> alerts() {
        return alerts(List.of());
    }

    List<Alert> open() {
        return alerts(List.of(AlertStatus.Open, AlertStatus.Acknowledged));
    }

    private List<Alert> alerts(List<AlertStatus> status) {
        return alerts(new AlertFilter("main", status, List.of(), List.of(), null));
    }

    List<Alert> alerts(AlertFilter filter) {
        return await(bus().call(AlertEndpoints.LIST, new ListAlerts(filter, new PageRequest(500, null)), ANNA))
                .items();
    }

    /** The only alert that is not resolved, once it is there. */
    Alert only(AlertCause cause, int items) {
        until(() -> assertThat(open()).singleElement().satisfies(alert -> {
            assertThat(alert.cause()).isEqualTo(cause);
            assertThat(alert.itemCount()).isEqualTo(items);
        }));
        return open().get(0);
    }

    void none() {
        until(() -> assertThat(open()).isEmpty());
    }

    Alert acknowledge(UUID alert, String note) {
        return await(bus().call(AlertEndpoints.ACKNOWLEDGE, new AcknowledgeAlert(alert, note), ANNA));
    }

    Alert resolve(UUID alert) {
        return await(bus().call(AlertEndpoints.RESOLVE, new AlertId(alert), ANNA));
    }

    NotificationSettings notify(ChangeNotifications change) {
        return await(bus().call(AlertEndpoints.NOTIFICATIONS_CHANGE, change, ANNA));
    }

    List<Delivery> deliveries() {
        return await(bus().call(
                                AlertEndpoints.DELIVERIES,
                                new ListDeliveries("main", List.of(), new PageRequest(500, null)),
                                ANNA))
                .items();
    }

    Bus bus() {
        return replicas.get(0).bus();
    }

    /** A check has begun after this moment, and a later one too: what the first one found is written. */
    void checked() {
        for (int i = 0; i < 2; i++) {
            int before = world.itemPages();
            checkAgain();
            until(() -> assertThat(world.itemPages()).isGreaterThan(before));
        }
    }

    @Override
    public void close() {
        replicas.forEach(ServiceHarness::close);
        await(vertx.close());
    }
}
