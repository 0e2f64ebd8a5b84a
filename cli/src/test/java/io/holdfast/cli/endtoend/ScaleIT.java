package io.holdfast.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A measurement, not a check of times: prints how long a subscription of ten thousand machines takes, and how lists answer while backups of all of them are due at once. Runs in the profile {@code scale}, alone.
 */
@Tag("scale")
@ExtendWith(Server.Extension.class)
class ScaleIT {
    private static final int MACHINES = 10_000;
    private static final int REGISTERED = 1_000;
    private static final int WARM_UP = 50;
    private static final int REQUESTS = 500;
    private static final int ROUNDS = 100;

    private final Api api;

    ScaleIT(Server server) {
        this.api = server.api();
    }

    @Test
    void ten_thousand_machines() {
        JsonObject settings = new JsonObject().put("machines", MACHINES);
        api.create(
                "/subscriptions",
                new JsonObject()
                        .put("name", "scale")
                        .put("fabric", "simulated")
                        .put("region", "scale")
                        .put("settings", settings));
        api.vault("scale", "scale");
        measure("discovering " + MACHINES + " machines", () -> api.discover("scale"));

        List<String> ids = Api.ids(api.list("/vaults/scale/machines"));
        assertThat(ids).hasSize(MACHINES);
        measure("registering " + REGISTERED + " machines, until all jobs are final", () -> {
            JsonObject body = new JsonObject().put("machineIds", new JsonArray(ids.subList(0, REGISTERED)));
            assertThat(api.start("/vaults/scale/registered-items", body)).hasSize(REGISTERED);
            allEnd();
        });
        assertThat(api.list("/vaults/scale/registered-items?status=Registered")).hasSize(REGISTERED);
        for (String list :
                List.of("machines", "machines?registration=NotRegistered&name=99", "registered-items", "jobs")) {
            pages(list);
        }
        startStorm(ids);
    }

    /** All machines are due in the same minute, while somebody looks at lists. */
    private void startStorm(List<String> machines) {
        for (int from = REGISTERED; from < MACHINES; from += REGISTERED) {
            JsonObject body =
                    new JsonObject().put("machineIds", new JsonArray(machines.subList(from, from + REGISTERED)));
            api.start("/vaults/scale/registered-items", body);
        }
        allEnd();
        ZonedDateTime due = ZonedDateTime.now(ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.MINUTES)
                .plusMinutes(3);
        JsonObject schedule = new JsonObject()
                .put("kind", "Daily")
                .put("times", new JsonArray().add(due.toLocalTime().toString()))
                .put("timeZone", "UTC");
        api.create(
                "/vaults/scale/policies",
                new JsonObject()
                        .put("name", "storm")
                        .put("schedules", new JsonArray().add(schedule))
                        .put("retention", new JsonObject().put("daily", new JsonObject().put("days", 7))));
        List<String> items = Api.ids(api.list("/vaults/scale/registered-items"));
        for (int from = 0; from < MACHINES; from += REGISTERED) {
            JsonObject body = new JsonObject()
                    .put("itemIds", new JsonArray(items.subList(from, from + REGISTERED)))
                    .put("policy", "storm");
            api.start("/vaults/scale/protected-items", body);
        }
        allEnd();
        assertThat(Instant.now()).as("everything is protected before the storm").isBefore(due.toInstant());
        long before = jobs();
        Awaitility.await("the first backup")
                .pollInterval(Duration.ofMillis(100))
                .atMost(Duration.ofMinutes(4))
                .until(() -> jobs() > before);
        long began = System.nanoTime();
        Map<String, List<Long>> looks = new TreeMap<>();
        long started = 0;
        for (int round = 0; started == 0 || round < ROUNDS; round++) {
            started = started == 0 && jobs() >= before + MACHINES ? System.nanoTime() - began : started;
            for (String list : List.of("jobs?limit=50", "protected-items?limit=50", "dashboard")) {
                long start = System.nanoTime();
                api.get("/vaults/scale/" + list);
                looks.computeIfAbsent(list, x -> new ArrayList<>()).add(System.nanoTime() - start);
            }
        }
        print("starting " + MACHINES + " backups that are due at once", started, -1);
        looks.forEach((list, nanos) -> {
            Collections.sort(nanos);
            print(
                    "from then on, beside the backups: " + list,
                    nanos.get(nanos.size() / 2),
                    nanos.get(nanos.size() * 99 / 100));
        });
    }

    /** Of the last day. */
    private long jobs() {
        return api.get("/vaults/scale/dashboard").getJsonObject("jobs").stream()
                .mapToLong(count -> ((Number) count.getValue()).longValue())
                .sum();
    }

    private void allEnd() {
        Awaitility.await("all jobs to end")
                .pollInterval(Duration.ofMillis(100))
                .atMost(Duration.ofMinutes(3))
                .until(() -> api.get("/vaults/scale/jobs?status=Queued,InProgress&limit=1")
                        .getJsonArray("items")
                        .isEmpty());
    }

    /** One client, one page of 50 after the other, through the whole list and again. */
    private void pages(String list) {
        List<Long> nanos = new ArrayList<>();
        String cursor = null;
        for (int i = 0; i < WARM_UP + REQUESTS; i++) {
            String path = "/api/v1/vaults/scale/" + list + (list.contains("?") ? "&" : "?") + "limit=50"
                    + (cursor == null ? "" : "&cursor=" + cursor);
            long start = System.nanoTime();
            JsonObject page = api.page(path);
            if (i >= WARM_UP) {
                nanos.add(System.nanoTime() - start);
            }
            cursor = page.getString("nextCursor");
        }
        Collections.sort(nanos);
        print("a page of " + list, nanos.get(REQUESTS / 2), nanos.get(REQUESTS * 99 / 100));
    }

    private static void measure(String what, Runnable work) {
        long start = System.nanoTime();
        work.run();
        print(what, System.nanoTime() - start, -1);
    }

    private static void print(String what, long nanos, long p99) {
        System.err.printf(
                "SCALE %-60s %8.1f ms%s%n", what, nanos / 1e6, p99 < 0 ? "" : ", p99 %.1f ms".formatted(p99 / 1e6));
    }
}
