package io.holdfast.scheduler;

import static io.holdfast.platform.testing.ServiceHarness.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.protection.Schedule;
import io.holdfast.contracts.protection.ScheduleKind;
import io.holdfast.platform.testing.FakeClock;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.ServiceHarness;
import io.holdfast.platform.testing.TestDatabase;
import io.holdfast.scheduler.FakePolicies.Backup;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The running service and a fake protection-service: schedules fire.
 */
@ExtendWith(PostgresExtension.class)
class ScheduledRunsIT {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant TONIGHT = Instant.parse("2026-03-01T22:00:00Z");

    private final FakeClock clock = new FakeClock(NOON);
    private Vertx vertx;
    private ServiceHarness harness;
    private FakePolicies policies;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        policies = new FakePolicies(ServiceHarness.bus(vertx));
        harness =
                ServiceHarness.start(vertx, PostgresExtension.create(), new JsonObject(), clock, SchedulerMain.SERVICE);
    }

    @AfterEach
    void stop() {
        harness.close();
        await(vertx.close());
    }

    @Test
    void aPolicyThatIsDueIsRunForEachOfItsItemsOnce() {
        policies.put("Nightly", daily("22:00"), NOON, 1, true);
        UUID web = policies.protect("Nightly", NOON);
        UUID db = policies.protect("Nightly", NOON);
        clock.set(TONIGHT);
        awaitBackups(new Backup(web, TONIGHT), new Backup(db, TONIGHT));
        clock.advance(Duration.ofDays(1));
        Instant tomorrow = TONIGHT.plus(Duration.ofDays(1));
        awaitBackups(
                new Backup(web, TONIGHT), new Backup(db, TONIGHT), new Backup(web, tomorrow), new Backup(db, tomorrow));
    }

    @Test
    void whatAPolicyIsChangedToHolds() {
        policies.put("Nightly", daily("22:00"), NOON, 1, true);
        UUID web = policies.protect("Nightly", NOON);
        policies.put("Nightly", daily("13:00"), NOON.plusSeconds(60), 2, true);
        clock.set(NOON.plus(Duration.ofHours(1)));
        awaitBackups(new Backup(web, NOON.plus(Duration.ofHours(1))));
    }

    @Test
    void aPolicyThatNobodyToldOfIsFoundWhenTheServiceStarts(TestDatabase database) {
        policies.put("Nightly", daily("22:00"), NOON, 1, false);
        UUID web = policies.protect("Nightly", NOON);
        clock.set(TONIGHT);
        Vertx other = Vertx.vertx();
        FakePolicies same = new FakePolicies(ServiceHarness.bus(other));
        same.put("Nightly", daily("22:00"), NOON, 1, false);
        same.protect("Nightly", NOON);
        try (ServiceHarness restarted =
                ServiceHarness.start(other, database, new JsonObject(), clock, SchedulerMain.SERVICE)) {
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(same.backups()).containsExactly(new Backup(web, TONIGHT)));
        } finally {
            await(other.close());
        }
    }

    private void awaitBackups(Backup... expected) {
        await().atMost(LONG).untilAsserted(() -> assertThat(policies.backups()).containsExactlyInAnyOrder(expected));
    }

    private static Schedule daily(String... times) {
        return new Schedule(ScheduleKind.Daily, List.of(times), List.of(), "UTC");
    }
}
