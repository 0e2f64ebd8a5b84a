package io.holdfast.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.endtoend.Cluster.Replica;
import io.holdfast.gateway.testing.ContractCheck;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A cluster on one machine that loses a process of every kind, each by SIGKILL, while twenty machines are being backed up. */
@ExtendWith(PostgresExtension.class)
class ClusterIT {
    private static final String VAULT = "home";
    private static final int MACHINES = 20;
    /** What a stream carries of the log. */
    private static final Set<String> NO_TRANSITIONS = Set.of("SubTask", "Message");

    private final ContractCheck contract = new ContractCheck();
    private final Map<String, Api> apis = new ConcurrentHashMap<>();

    @TempDir
    Path folder;

    @Test
    void no_job_is_lost_or_done_twice_and_no_event_is_missed_when_any_process_is_killed(TestDatabase database)
            throws Exception {
        try (Cluster cluster = new Cluster(folder, database)) {
            List<String> items = protectedMachines(api(cluster));
            try (Follower follower = new Follower(() -> origins(cluster))) {
                await("the stream's first snapshot", () -> follower.start() >= 0);
                killOneOfEach(cluster, follower, items);
                await("all jobs to end", () -> api(cluster)
                        .list("/jobs?status=Queued,InProgress,Cancelling")
                        .isEmpty());
                List<JsonObject> log = transitions(api(cluster), follower.start());
                long end = log.get(log.size() - 1).getLong("seq");
                await("the stream's last event", () -> follower.last() >= end);

                assertThat(follower.surprises()).isEmpty();
                assertThat(follower.connections()).isGreaterThan(1);
                assertThat(follower.seen().stream().map(Follower.Seen::event).toList())
                        .as("every transition once and in order")
                        .isEqualTo(log);
                assertEachJobEndedOnce(api(cluster), log);
                assertOnePointForEachCompletedBackup(api(cluster), items);
            }
        }
    }

    private List<String> protectedMachines(Api api) {
        JsonObject settings = new JsonObject()
                .put("machines", MACHINES)
                .put("diskSizeBytes", 16 * Machines.MIB)
                .put("allocatedFraction", 1.0)
                .put("latencyMillis", 1_500);
        api.create(
                "/subscriptions",
                new JsonObject()
                        .put("name", "fleet")
                        .put("fabric", "simulated")
                        .put("region", "local")
                        .put("settings", settings));
        api.vault(VAULT, "local");
        api.discover(VAULT);
        return Api.ids(api.protect(VAULT, Api.ids(api.list("/vaults/" + VAULT + "/machines"))));
    }

    /** While whatever has ended is begun again, so that the machines are busy however long this takes. */
    private void killOneOfEach(Cluster cluster, Follower follower, List<String> items) throws Exception {
        ScheduledExecutorService busy = Executors.newSingleThreadScheduledExecutor();
        try {
            busy.scheduleWithFixedDelay(
                    () -> items.forEach(item -> backUp(cluster, item)), 0, 1_000, TimeUnit.MILLISECONDS);
            await("all machines to be under way", () -> running(cluster) == MACHINES);
            for (String service : Cluster.SERVICES.keySet()) {
                Replica victim = cluster.replicas(service).stream()
                        .filter(replica ->
                                !service.equals("gateway") || replica.origin().equals(follower.at()))
                        .findFirst()
                        .orElseThrow();
                assertThat(running(cluster))
                        .as("backups that run when " + service + " is killed")
                        .isPositive();
                cluster.kill(victim);
                cluster.start(service).awaitRunning();
            }
        } finally {
            busy.shutdown();
            assertThat(busy.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    private int running(Cluster cluster) {
        return api(cluster)
                .list("/vaults/" + VAULT + "/jobs?operation=Backup&status=InProgress")
                .size();
    }

    /** Refused while a backup of the machine runs; unanswered while a gateway or what it needs is away. */
    private void backUp(Cluster cluster, String item) {
        for (String origin : origins(cluster)) {
            try {
                int status = api(origin)
                        .http()
                        .post("/vaults/" + VAULT + "/protected-items/" + item + "/backups", "{}")
                        .status();
                if (status != 503) {
                    return;
                }
            } catch (UncheckedIOException gone) {
                continue;
            }
        }
    }

    // what became of it --------------------------------------------------------------------------

    /** From the jobs' own logs. */
    private static List<JsonObject> transitions(Api api, long after) {
        List<JsonObject> events = new ArrayList<>();
        for (JsonObject job : api.list("/jobs")) {
            api.get("/jobs/" + job.getString("id") + "/log?limit=500&after=" + after)
                    .getJsonArray("events")
                    .forEach(event -> events.add((JsonObject) event));
        }
        return events.stream()
                .filter(event -> !NO_TRANSITIONS.contains(event.getString("type")))
                .sorted(Comparator.comparing(event -> event.getLong("seq")))
                .toList();
    }

    private static void assertEachJobEndedOnce(Api api, List<JsonObject> log) {
        Map<String, Long> ends = log.stream()
                .filter(event -> event.getString("type").equals("Ended"))
                .collect(Collectors.groupingBy(event -> event.getString("job"), Collectors.counting()));
        List<JsonObject> backups = api.list("/vaults/" + VAULT + "/jobs?operation=Backup");
        assertThat(backups).hasSizeGreaterThanOrEqualTo(MACHINES);
        assertThat(backups).allSatisfy(job -> {
            assertThat(job.getString("status")).as(job.encodePrettily()).isEqualTo("Completed");
            assertThat(ends.get(job.getString("id"))).isEqualTo(1);
        });
        assertThat(backups).as("some were taken over").anyMatch(job -> job.getInteger("attempt") > 1);
    }

    private static void assertOnePointForEachCompletedBackup(Api api, List<String> items) {
        List<String> madeBy = new ArrayList<>();
        for (String item : items) {
            api.points(VAULT, item).forEach(point -> madeBy.add(point.getString("job")));
            JsonObject state = api.get("/vaults/" + VAULT + "/protected-items/" + item);
            assertThat(state.getString("status")).isEqualTo("Protected");
            assertThat(state.getString("activeJob")).isNull();
        }
        assertThat(madeBy)
                .containsExactlyInAnyOrderElementsOf(
                        Api.ids(api.list("/vaults/" + VAULT + "/jobs?operation=Backup&status=Completed")));
    }

    private static List<String> origins(Cluster cluster) {
        return cluster.replicas("gateway").stream().map(Replica::origin).toList();
    }

    private Api api(Cluster cluster) {
        return api(origins(cluster).get(0));
    }

    private Api api(String origin) {
        return apis.computeIfAbsent(origin, x -> new Api(x, Cluster.TOKEN, contract));
    }

    private static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .pollInterval(Duration.ofMillis(200))
                .atMost(Duration.ofMinutes(2))
                .until(condition);
    }
}
