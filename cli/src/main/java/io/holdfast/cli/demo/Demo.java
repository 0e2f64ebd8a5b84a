package io.holdfast.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.cli.ApiClient;
import io.holdfast.cli.Format;
import io.holdfast.cli.JobWatcher;
import io.holdfast.cli.ProgressView;
import io.holdfast.cli.Table;
import io.holdfast.cli.command.DashboardCommand;
import io.holdfast.platform.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The main job as a client of the HTTP API does it, with what it shows on the way. */
final class Demo {
    private static final String VAULT = "demo";
    private static final String REGION = "home";
    private static final String SUBSCRIPTION = "demo-fleet";

    private final ApiClient api;
    private final Path fleet;
    private final String fleetAsServerSeesIt;
    private final PrintWriter out;
    private final Instant started = Instant.now();
    private final List<JsonNode> summary = new ArrayList<>();
    private int step;

    Demo(ApiClient api, Path fleet, String fleetAsServerSeesIt, PrintWriter out) {
        this.api = api;
        this.fleet = fleet;
        this.fleetAsServerSeesIt = fleetAsServerSeesIt;
        this.out = out;
    }

    /** Whether every job completed and every restored disk equals its original. */
    boolean run() throws IOException {
        say("Make four machines in two cloud services, with real disk images, in " + fleet);
        DemoFleet.create(fleet);

        say("Create a subscription (where machines live) and a vault (where recovery points go), both in region "
                + REGION);
        api.post(
                ApiClient.path("subscriptions"),
                Map.of(
                        "name",
                        SUBSCRIPTION,
                        "fabric",
                        "directory",
                        "region",
                        REGION,
                        "settings",
                        Map.of("path", fleetAsServerSeesIt)));
        api.post(ApiClient.path("vaults"), Map.of("name", VAULT, "region", REGION));

        say("Discover the machines");
        boolean good = follow(api.post(ApiClient.path("vaults", VAULT, "discoveries")));
        var machines = api.all(ApiClient.path("vaults", VAULT, "machines"));
        new Table()
                .text("MACHINE", "name")
                .text("CLOUD SERVICE", "cloudService")
                .text("POWER", "powerState")
                .column("DISKS", m -> Format.bytes(sum(m.path("disks"), "sizeBytes")))
                .print(machines, out);

        say("Register them, all in one call: a job for each");
        good &= follow(
                api.post(ApiClient.path("vaults", VAULT, "registered-items"), Map.of("machineIds", ids(machines))));

        say("Protect them with DefaultPolicy (daily, kept 30 days)");
        var registered =
                api.all(ApiClient.query(ApiClient.path("vaults", VAULT, "registered-items"), "protected", "false"));
        good &= follow(api.post(
                ApiClient.path("vaults", VAULT, "protected-items"),
                Map.of("itemIds", ids(registered), "policy", "DefaultPolicy")));

        say("Initial backup of each");
        good &= backUp("initial backup");

        long changed = DemoFleet.change(fleet);
        say("A day passes: " + Format.bytes(changed)
                + " change on three of the machines. Back up again: only what changed is stored");
        good &= backUp("incremental");

        say("Restore each machine from its newest recovery point to a new one");
        good &= restore();

        say("Compare the SHA-256 of every disk with the original's");
        good &= DiskComparison.print(fleet, DemoFleet.MACHINES, out);

        say("Dashboard");
        DashboardCommand.table().printOne(api.get(ApiClient.path("vaults", VAULT, "dashboard")), out);

        out.println();
        new Table()
                .text("WHAT", "what")
                .text("MACHINE", "machine")
                .text("STATUS", "status")
                .bytes("READ", "read")
                .bytes("NEW", "new")
                .bytes("STORED", "stored")
                .duration("TIME", "from", "to")
                .print(summary, out);
        out.println();
        out.println((good ? "All good" : "NOT GOOD: see above") + ", in "
                + Format.duration(Duration.between(started, Instant.now())) + ".");
        out.flush();
        return good;
    }

    private boolean backUp(String what) {
        var jobs = new ArrayList<String>();
        for (var item : items()) {
            jobs.addAll(jobs(api.post(
                    ApiClient.path(
                            "vaults", VAULT, "protected-items", item.path("id").asText(), "backups"),
                    Map.of())));
        }
        return followAll(what, jobs);
    }

    private boolean restore() {
        var jobs = new ArrayList<String>();
        for (var item : items()) {
            var points = ApiClient.path(
                    "vaults", VAULT, "protected-items", item.path("id").asText(), "recovery-points");
            var newest = api.upTo(points, 1).get(0).path("id").asText();
            var target = Map.of("kind", "new-machine", "name", item.path("name").asText() + "-restored");
            jobs.addAll(jobs(api.post(points + "/" + newest + "/restores", Map.of("target", target))));
        }
        return followAll("restore", jobs);
    }

    private List<JsonNode> items() {
        return api.all(ApiClient.path("vaults", VAULT, "protected-items"));
    }

    private boolean follow(JsonNode accepted) {
        return await(jobs(accepted)).stream().allMatch(JobWatcher::succeeded);
    }

    private boolean followAll(String what, List<String> jobs) {
        var ended = await(jobs);
        for (var job : ended) {
            var progress = job.path("progress");
            summary.add(Json.mapper()
                    .createObjectNode()
                    .put("what", what)
                    .put(
                            "machine",
                            job.path("item").path("cloudService").asText() + "/"
                                    + job.path("item").path("name").asText())
                    .put("status", job.path("status").asText())
                    .put("from", job.path("startedAt").asText(null))
                    .put("to", job.path("endedAt").asText(null))
                    .put("read", progress.path("bytesRead").asLong())
                    .put("new", progress.path("bytesNew").asLong())
                    .put("stored", progress.path("bytesStored").asLong()));
        }
        return ended.stream().allMatch(JobWatcher::succeeded);
    }

    private List<JsonNode> await(List<String> jobs) {
        try (var view = ProgressView.on(out)) {
            return new JobWatcher(api, view).await(VAULT, jobs);
        }
    }

    private void say(String what) {
        out.println();
        out.println(++step + ". " + what);
        out.flush();
    }

    private static List<String> jobs(JsonNode accepted) {
        return StreamSupport.stream(accepted.path("jobs").spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.toList());
    }

    private static List<String> ids(List<JsonNode> rows) {
        return rows.stream().map(row -> row.path("id").asText()).toList();
    }

    private static long sum(JsonNode rows, String field) {
        return StreamSupport.stream(rows.spliterator(), false)
                .mapToLong(row -> row.path(field).asLong())
                .sum();
    }
}
