package io.holdfast.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.cli.standalone.Standalone;
import io.holdfast.gateway.testing.ContractCheck;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy that nobody touches does its work when its time comes. */
class ScheduledBackupIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void a_policy_that_is_due_makes_the_initial_backup_of_each_of_its_items_and_then_the_next_ones() throws Exception {
        Machines machines = new Machines(folder.resolve("machines"));
        machines.machine("shop/web-01", 2);
        machines.machine("shop/db-01", 2);
        TurnableClock clock = new TurnableClock(LocalTime.of(21, 30));
        try (Standalone server = Standalone.start(folder.resolve("data"), "127.0.0.1", Server.freePort(), clock)) {
            Api api = new Api(server.url(), server.adminToken(), new ContractCheck());
            api.subscribe("fleet", "main", machines.root());
            api.scheduledVault("main", "main");
            api.discover("main");
            List<JsonObject> items = api.protect("main", Api.ids(api.list("/vaults/main/machines")));
            assertThat(items).extracting(i -> i.getString("status")).containsOnly("InitialBackupPending");

            clock.turnTo(LocalTime.of(22, 0));
            awaitPoints(api, 1);
            assertThat(api.list("/vaults/main/jobs?operation=Backup"))
                    .hasSize(2)
                    .allSatisfy(job -> {
                        assertThat(job.getString("trigger")).isEqualTo("Scheduled");
                        assertThat(job.getString("createdBy")).isEqualTo("service:scheduler");
                    });

            clock.turnTo(LocalTime.of(22, 0));
            awaitPoints(api, 2);
            assertThat(api.list("/vaults/main/jobs?operation=Backup")).hasSize(4);
        }
    }

    private static void awaitPoints(Api api, int each) {
        await().atMost(LONG).untilAsserted(() -> assertThat(api.list("/vaults/main/protected-items"))
                .hasSize(2)
                .allSatisfy(item -> {
                    assertThat(item.getString("status")).isEqualTo("Protected");
                    assertThat(item.getInteger("recoveryPoints")).isEqualTo(each);
                    assertThat(item.getString("activeJob")).isNull();
                }));
    }

    /** Goes on like the real one, from wherever it is turned to. */
    private static final class TurnableClock extends Clock {
        private volatile Duration ahead;

        TurnableClock(LocalTime time) {
            ahead = Duration.ZERO;
            turnTo(time);
        }

        /** Forward to the next such time of day, in UTC. */
        void turnTo(LocalTime time) {
            Instant now = instant();
            Instant turned = now.atZone(ZoneOffset.UTC)
                    .with(time)
                    .truncatedTo(ChronoUnit.SECONDS)
                    .toInstant();
            Instant next = turned.isAfter(now) ? turned : turned.plus(Duration.ofDays(1));
            ahead = ahead.plus(Duration.between(now, next));
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("Holdfast's clocks are UTC");
        }
    }
}
