package io.holdfast.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.holdfast.cli.standalone.Standalone;
import io.holdfast.gateway.testing.ContractCheck;
import io.holdfast.gateway.testing.SseClient;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
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
            awaitPoints(api, 2, 1);
            assertThat(api.list("/vaults/main/jobs?operation=Backup"))
                    .hasSize(2)
                    .allSatisfy(job -> {
                        assertThat(job.getString("trigger")).isEqualTo("Scheduled");
                        assertThat(job.getString("createdBy")).isEqualTo("service:scheduler");
                    });

            clock.turnTo(LocalTime.of(22, 0));
            awaitPoints(api, 2, 2);
            assertThat(api.list("/vaults/main/jobs?operation=Backup")).hasSize(4);
        }
    }

    @Test
    void backup_now_brings_the_initial_backup_forward_and_the_first_run_saves_what_changed_since() throws Exception {
        Machines machines = new Machines(folder.resolve("machines"));
        machines.machine("shop/web-01", 2);
        TurnableClock clock = new TurnableClock(LocalTime.of(21, 30));
        try (Standalone server = Standalone.start(folder.resolve("data"), "127.0.0.1", Server.freePort(), clock)) {
            Api api = new Api(server.url(), server.adminToken(), new ContractCheck());
            String item = protectOne(api, machines);
            api.completed(api.startBackup("main", item));
            awaitPoints(api, 1, 1);

            clock.turnTo(LocalTime.of(22, 0));
            awaitPoints(api, 1, 2);
            assertThat(api.points("main", item))
                    .extracting(point -> point.getString("kind"))
                    .containsExactly("Incremental", "Full");
            assertThat(api.list("/vaults/main/jobs?operation=Backup"))
                    .extracting(job -> job.getString("trigger"))
                    .containsExactly("Scheduled", "OnDemand");
        }
    }

    @Test
    void a_run_is_left_out_with_an_event_while_the_backup_before_it_goes_on_and_the_next_run_happens()
            throws Exception {
        Machines machines = new Machines(folder.resolve("machines"));
        machines.machine("shop/web-01", 2, "powerState: Running\n" + """
                freeze:
                  command: [/bin/sh, -c, "touch frozen; until [ -e go ] || [ ! -e frozen ]; do sleep 0.05; done"]
                  deadlineSeconds: 300
                thaw:
                  command: ["true"]
                """);
        TurnableClock clock = new TurnableClock(LocalTime.of(21, 30));
        int port = Server.freePort();
        Vertx vertx = Vertx.vertx();
        try (Standalone server =
                Standalone.start(folder.resolve("data"), "127.0.0.1", port, clock, aBackupMayGoOnForDays())) {
            ContractCheck contract = new ContractCheck();
            Api api = new Api(server.url(), server.adminToken(), contract);
            String item = protectOne(api, machines);
            String running = api.startBackup("main", item);
            await().atMost(LONG).until(() -> Files.exists(machines.folder("shop/web-01/frozen")));

            Map<String, String> signedIn = Map.of("Authorization", "Bearer " + server.adminToken());
            try (SseClient stream = SseClient.open(vertx, port, "/vaults/main/jobs/stream", signedIn, contract)) {
                await().atMost(LONG).until(() -> !stream.events("snapshot").isEmpty());
                Instant run = clock.turnTo(LocalTime.of(22, 0));
                await().atMost(LONG).untilAsserted(() -> assertThat(stream.events("item"))
                        .extracting(event -> new JsonObject(event.data()))
                        .extracting(event -> event.getString("item"), event -> event.getJsonObject("skipped"))
                        .contains(tuple(
                                item, new JsonObject().put("at", run.toString()).put("reason", "BackupInProgress"))));
                assertThat(stream.events())
                        .allSatisfy(event -> assertThat(event.error()).isNull());
                JsonObject skipped = api.get("/vaults/main/protected-items/" + item);
                assertThat(skipped.getString("lastSkippedAt")).isEqualTo(run.toString());
                assertThat(skipped.getString("lastSkippedReason")).isEqualTo("BackupInProgress");
            }
            Files.createFile(machines.folder("shop/web-01/go"));
            api.completed(running);
            awaitPoints(api, 1, 1);

            clock.turnTo(LocalTime.of(22, 0));
            awaitPoints(api, 1, 2);
            assertThat(api.list("/vaults/main/jobs?operation=Backup"))
                    .as("nothing was made up for")
                    .hasSize(2);
        } finally {
            vertx.close().await();
        }
    }

    private static JsonObject aBackupMayGoOnForDays() {
        return new JsonObject()
                .put(
                        "job",
                        new JsonObject().put("leaseSeconds", Duration.ofDays(3).toSeconds()))
                .put("backup", new JsonObject().put("freezeDeadline", "PT5M"));
    }

    private static String protectOne(Api api, Machines machines) {
        api.subscribe("fleet", "main", machines.root());
        api.scheduledVault("main", "main");
        api.discover("main");
        return api.protect("main", Api.ids(api.list("/vaults/main/machines")))
                .get(0)
                .getString("id");
    }

    /** So many items have so many points each, and nothing is under way. */
    private static void awaitPoints(Api api, int items, int each) {
        await().atMost(LONG).untilAsserted(() -> assertThat(api.list("/vaults/main/protected-items"))
                .hasSize(items)
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
        Instant turnTo(LocalTime time) {
            Instant now = instant();
            Instant turned = now.atZone(ZoneOffset.UTC)
                    .with(time)
                    .truncatedTo(ChronoUnit.SECONDS)
                    .toInstant();
            Instant next = turned.isAfter(now) ? turned : turned.plus(Duration.ofDays(1));
            ahead = ahead.plus(Duration.between(now, next));
            return next;
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
