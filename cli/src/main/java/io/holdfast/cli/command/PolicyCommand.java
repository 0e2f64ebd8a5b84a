package io.holdfast.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.holdfast.cli.ApiClient;
import io.holdfast.cli.CliException;
import io.holdfast.cli.ExitCode;
import io.holdfast.cli.Table;
import io.holdfast.platform.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Policies. */
@Command(name = "policy", description = "Policies: a schedule plus a retention scheme.")
public final class PolicyCommand extends NounCommand {

    @Command(description = "List the policies of a vault.", mixinStandardHelpOptions = true)
    int list(
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault) {
        session().print(api().all(path("vaults", names().vault(vault), "policies")), table());
        return 0;
    }

    @Command(description = "Show a policy.", mixinStandardHelpOptions = true)
    int show(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault) {
        session().printOne(api().get(path("vaults", names().vault(vault), "policies", name)), table());
        return 0;
    }

    @Command(
            description =
                    "Create a policy from a file (the API's schedule and retention, as JSON or YAML) or, for the common case, from options.",
            mixinStandardHelpOptions = true)
    int create(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault,
            @Option(
                            names = {"-f", "--file"},
                            description = "schedule: and retention: as the API has them")
                    @Nullable
                    Path file,
            @Option(names = "--daily-at", split = ",", paramLabel = "HH:mm", description = "Daily schedule") @Nullable
                    List<String> times,
            @Option(names = "--time-zone", defaultValue = "UTC", description = "IANA name (default UTC)") String zone,
            @Option(names = "--keep-days", defaultValue = "30", description = "Keep each point so long (default 30)")
                    int days) {
        if (file == null && times == null) {
            throw new CliException(ExitCode.USAGE, "Give --file, or --daily-at with --keep-days");
        }
        var definition = file != null
                ? read(file)
                : body(
                        "schedule", body("kind", "Daily", "times", times, "days", List.of(), "timeZone", zone),
                        "retention", body("daily", body("days", days)));
        definition.put("name", name);
        var policy = api().post(path("vaults", names().vault(vault), "policies"), definition);
        session().say("Policy " + name + " created.", policy);
        return 0;
    }

    @Command(
            description = "Change a policy; what is not given stays. Every item of it is reconfigured by a job.",
            mixinStandardHelpOptions = true)
    int change(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault,
            @Option(
                            names = {"-f", "--file"},
                            description = "schedule: and retention: as the API has them")
                    @Nullable
                    Path file,
            @Option(names = "--daily-at", split = ",", paramLabel = "HH:mm", description = "Daily schedule") @Nullable
                    List<String> times,
            @Option(names = "--time-zone", description = "IANA name") @Nullable String zone,
            @Option(names = "--keep-days", description = "Keep each daily point so long") @Nullable Integer days,
            @Option(names = "--dry-run", description = "Only say what would happen") boolean dryRun,
            @Option(names = "--wait", description = WAIT) boolean wait) {
        if (file == null && times == null && zone == null && days == null) {
            throw new CliException(ExitCode.USAGE, "Give --file, or --daily-at, --time-zone or --keep-days");
        }
        var vaultName = names().vault(vault);
        var address = path("vaults", vaultName, "policies", name);
        var current = api().get(address);
        var body = file != null ? read(file) : changed(current, times, zone, days);
        var change = api().put(ApiClient.query(address, "dryRun", dryRun ? "true" : null), body, current);
        if (dryRun) {
            DryRuns.print(change, session());
            return ExitCode.OK;
        }
        return jobs(change, vaultName, wait);
    }

    @Command(description = "Delete a policy no item uses.", mixinStandardHelpOptions = true)
    int delete(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault) {
        session()
                .say(
                        "Policy " + name + " deleted.",
                        api().delete(path("vaults", names().vault(vault), "policies", name)));
        return 0;
    }

    @Command(
            description = "Pause a policy: its runs do not happen until it is resumed, nor afterwards.",
            mixinStandardHelpOptions = true)
    int pause(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault) {
        session()
                .say(
                        "Policy " + name + " is paused.",
                        api().put(path("vaults", names().vault(vault), "policies", name, "pause")));
        return 0;
    }

    @Command(description = "Resume a paused policy.", mixinStandardHelpOptions = true)
    int resume(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault) {
        session()
                .say(
                        "Policy " + name + " runs again.",
                        api().delete(path("vaults", names().vault(vault), "policies", name, "pause")));
        return 0;
    }

    @Command(description = "When a policy runs next.", mixinStandardHelpOptions = true)
    int preview(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault) {
        var preview = api().get(path("vaults", names().vault(vault), "policies", name, "preview"));
        var runs =
                new Table().time("RUNS", "at").time("KEPT UNTIL", "keptUntil").text("KEPT BECAUSE", "keptBecause");
        if (session().isTable()) {
            runs.print(preview.path("runs"), session().out());
        } else {
            session().printOne(preview, runs);
        }
        return 0;
    }

    private static Map<String, Object> read(Path file) {
        try {
            var parsed = new YAMLMapper().readTree(file.toFile());
            if (!parsed.path("schedule").isObject() || !parsed.path("retention").isObject()) {
                throw new CliException(ExitCode.USAGE, file + " must hold schedule: and retention:");
            }
            return body("schedule", parsed.path("schedule"), "retention", parsed.path("retention"));
        } catch (JsonProcessingException e) {
            throw new CliException(ExitCode.USAGE, "Cannot read " + file + ": it is not YAML or JSON");
        } catch (IOException e) {
            throw new CliException(ExitCode.USAGE, "Cannot read " + file + ": is it there?");
        }
    }

    private static Map<String, Object> changed(
            JsonNode policy, @Nullable List<String> times, @Nullable String zone, @Nullable Integer days) {
        var schedule = policy.path("schedule").<ObjectNode>deepCopy();
        if (times != null) {
            var mapper = Json.mapper();
            schedule.remove("hourly");
            schedule.put("kind", "Daily")
                    .<ObjectNode>set("times", mapper.valueToTree(times))
                    .set("days", mapper.createArrayNode());
        }
        if (zone != null) {
            schedule.put("timeZone", zone);
        }
        var retention = policy.path("retention").<ObjectNode>deepCopy();
        if (days != null) {
            retention.withObject("/daily").put("days", days);
        }
        return body("schedule", schedule, "retention", retention);
    }

    private static Table table() {
        return new Table()
                .text("NAME", "name")
                .column("SCHEDULE", PolicyCommand::schedule)
                .column("KEEPS", PolicyCommand::retention)
                .number("ITEMS", "itemCount")
                .text("PAUSED", "paused");
    }

    private static String schedule(JsonNode policy) {
        var schedule = policy.path("schedule");
        if (schedule.has("hourly")) {
            return hourly(schedule.path("hourly")) + " "
                    + schedule.path("timeZone").asText();
        }
        return schedule.path("kind").asText()
                + (schedule.path("days").isEmpty() ? "" : " " + join(schedule.path("days"))) + " at "
                + join(schedule.path("times")) + " " + schedule.path("timeZone").asText();
    }

    private static String hourly(JsonNode hourly) {
        return "Every " + hourly.path("every").asInt() + " h from "
                + hourly.path("from").asText() + " for " + hourly.path("hours").asInt() + " h";
    }

    private static String retention(JsonNode policy) {
        var kept = new ArrayList<String>();
        var retention = policy.path("retention");
        add(kept, retention.path("daily").path("days"), "days");
        add(kept, retention.path("weekly").path("weeks"), "weeks");
        add(kept, retention.path("monthly").path("months"), "months");
        add(kept, retention.path("yearly").path("years"), "years");
        return String.join(", ", kept);
    }

    private static void add(List<String> kept, JsonNode count, String unit) {
        if (count.isNumber()) {
            kept.add(count.asInt() + " " + unit);
        }
    }

    private static String join(JsonNode values) {
        return StreamSupport.stream(values.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(","));
    }
}
