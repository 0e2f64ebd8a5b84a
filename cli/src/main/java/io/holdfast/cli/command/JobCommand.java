package io.holdfast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.cli.ApiClient;
import io.holdfast.cli.ExitCode;
import io.holdfast.cli.JobWatcher;
import io.holdfast.cli.Names;
import io.holdfast.cli.ProgressView;
import io.holdfast.cli.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Jobs. */
@Command(name = "job", description = "Jobs: everything that takes time.")
public final class JobCommand extends NounCommand {

    @Command(
            description = "List jobs, newest first; without --from those of the last 24 hours.",
            mixinStandardHelpOptions = true)
    int list(
            @Option(
                            names = {"-v", "--vault"},
                            description = "Of this vault only")
                    @Nullable
                    String vault,
            @Option(names = "--status", description = "Comma-separated, for example Failed,InProgress") @Nullable
                    String status,
            @Option(names = "--operation", description = "Comma-separated, for example Backup,Restore") @Nullable
                    String operation,
            @Option(names = "--item", description = "Id or name (with --vault)") @Nullable String item,
            @Option(names = "--from", paramLabel = "INSTANT", description = FROM) @Nullable String from,
            @Option(names = "--to", paramLabel = "INSTANT", description = TO) @Nullable String to,
            @Option(names = "--limit", defaultValue = "50", description = LIMIT) int limit) {
        var itemId = item == null ? null : names().registeredItem(names().vault(vault), item);
        var since = from != null || to != null
                ? from
                : Instant.now().minus(Duration.ofHours(24)).toString();
        var query = ApiClient.query(
                vault == null ? path("jobs") : path("vaults", vault, "jobs"),
                "status",
                status,
                "operation",
                operation,
                "item",
                itemId,
                "from",
                since,
                "to",
                to);
        session().print(api().upTo(query, limit), table());
        return 0;
    }

    @Command(description = "Show a job with its sub-tasks.", mixinStandardHelpOptions = true)
    int show(@Parameters(paramLabel = "JOB", description = JOB) String job) {
        var found = api().get(path("jobs", Names.job(job)));
        session().printOne(found, table());
        if (session().isTable()) {
            showDetails(found);
        }
        return 0;
    }

    @Command(description = "Watch jobs until they have ended.", mixinStandardHelpOptions = true)
    int watch(@Parameters(paramLabel = "JOB", arity = "1..*", description = JOB) List<String> jobs) {
        try (var view = ProgressView.on(session().out())) {
            var ended = new JobWatcher(api(), view)
                    .await(null, jobs.stream().map(Names::job).toList());
            return ended.stream().allMatch(JobWatcher::succeeded) ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    @Command(description = "Print a job's log.", mixinStandardHelpOptions = true)
    int log(@Parameters(paramLabel = "JOB", description = JOB) String job) {
        var lines = new ArrayList<JsonNode>();
        JsonNode page;
        do {
            var after = lines.isEmpty()
                    ? 0
                    : lines.get(lines.size() - 1).path("seq").asLong();
            page = api().get(ApiClient.query(
                    path("jobs", Names.job(job), "log"), "after", String.valueOf(after), "limit", "500"));
            page.path("events").forEach(lines::add);
        } while (!page.path("events").isEmpty());
        session()
                .print(
                        lines,
                        new Table()
                                .time("TIME", "at")
                                .text("WHAT", "type")
                                .text("STATUS", "status")
                                .text("MESSAGE", "message"));
        return 0;
    }

    @Command(description = "Cancel a job.", mixinStandardHelpOptions = true)
    int cancel(
            @Parameters(paramLabel = "JOB", description = JOB) String job,
            @Option(names = "--wait", description = WAIT) boolean wait) {
        var answer = api().post(path("jobs", Names.job(job), "cancel"));
        if (!wait) {
            session().say("Cancelling. Watch it: holdfast job watch " + job, answer);
            return ExitCode.OK;
        }
        try (var view = ProgressView.on(session().out())) {
            var ended = new JobWatcher(api(), view).await(null, List.of(job));
            return ended.get(0).path("status").asText().equals("Cancelled") ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private void showDetails(JsonNode job) {
        var out = session().out();
        if (!job.path("subTasks").isEmpty()) {
            out.println();
            new Table()
                    .text("SUB-TASK", "name")
                    .text("STATUS", "status")
                    .duration("DURATION", "startedAt", "endedAt")
                    .print(job.path("subTasks"), out);
        }
        job.path("warnings")
                .forEach(w -> out.println("! " + w.path("code").asText() + ": "
                        + w.path("message").asText()));
        if (job.hasNonNull("error")) {
            out.println("\n" + job.path("error").path("code").asText() + ": "
                    + job.path("error").path("message").asText());
            job.path("error").path("recommendations").forEach(r -> out.println("→ " + r.asText()));
        }
        if (!job.path("result").isEmpty()) {
            out.println();
            var results = new Table();
            addResults(results, "", job.path("result"));
            results.printOne(job.path("result"), out);
        }
        out.flush();
    }

    private static void addResults(Table results, String within, JsonNode result) {
        result.properties().forEach(field -> {
            var path = within + field.getKey();
            if (field.getValue().isObject()) {
                addResults(results, path + ".", field.getValue());
            } else if (field.getKey().startsWith("bytes")) {
                results.bytes(path, path);
            } else {
                results.text(path, path);
            }
        });
    }

    static Table table() {
        return new Table()
                .time("CREATED", "createdAt")
                .text("OPERATION", "operation")
                .text("STATUS", "status")
                .column(
                        "ITEM",
                        job -> job.path("item").isObject()
                                ? job.path("item").path("cloudService").asText() + "/"
                                        + job.path("item").path("name").asText()
                                : "")
                .text("VAULT", "vault")
                .duration("DURATION", "startedAt", "endedAt")
                .column(
                        "PROGRESS",
                        job -> job.path("progress").has("percent")
                                ? job.path("progress").path("percent").asInt() + "%"
                                : "")
                .text("ID", "id");
    }
}
