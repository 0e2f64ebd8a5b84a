package io.holdfast.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.holdfast.cli.ApiClient;
import io.holdfast.cli.CliException;
import io.holdfast.cli.ExitCode;
import io.holdfast.cli.Table;
import io.holdfast.platform.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Policies. */
@Command(name = "policy", description = "Policies: schedules plus a retention scheme.")
public final class PolicyCommand extends NounCommand {

    private static final String SCHEDULE = ScheduleText.FORM + "; may be given several times";
    private static final int DEFAULT_DAYS = 30;
    private static final String FILE =
            "schedules: and retention: as the API has them; docs/retention.md has an example";
    private static final String FILE_SAYS_ALL =
            "--file says all of a policy: give it without --daily-at, --schedule, --time-zone, --keep-days and --keep-weeks";

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
                    "Create a policy from a file (the API's schedules and retention, as JSON or YAML) or, for the common cases, from options.",
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
                            description = FILE)
                    @Nullable
                    Path file,
            @Option(names = "--daily-at", split = ",", paramLabel = "HH:mm", description = "Daily schedule") @Nullable
                    List<String> times,
            @Option(names = "--schedule", paramLabel = "SCHEDULE", description = SCHEDULE) @Nullable
                    List<String> schedules,
            @Option(names = "--time-zone", description = "IANA name (default UTC)") @Nullable String zone,
            @Option(
                            names = "--keep-days",
                            description = "Keep each day's point so long (default 30, unless all schedules are weekly)")
                    @Nullable
                    Integer days,
            @Option(
                            names = "--keep-weeks",
                            description = "Keep points of the weekly schedules' days (of Sundays without one) so long")
                    @Nullable
                    Integer weeks) {
        if ((file != null ? 1 : 0) + (times != null ? 1 : 0) + (schedules != null ? 1 : 0) != 1) {
            throw new CliException(ExitCode.USAGE, "Give one of --file, --daily-at and --schedule");
        }
        if (file != null && (zone != null || days != null || weeks != null)) {
            throw new CliException(ExitCode.USAGE, FILE_SAYS_ALL);
        }
        var definition = file != null
                ? read(file)
                : definition(schedules(schedules, times, zone == null ? "UTC" : zone), days, weeks);
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
                            description = FILE)
                    @Nullable
                    Path file,
            @Option(names = "--daily-at", split = ",", paramLabel = "HH:mm", description = "Daily schedule") @Nullable
                    List<String> times,
            @Option(names = "--schedule", paramLabel = "SCHEDULE", description = SCHEDULE) @Nullable
                    List<String> schedules,
            @Option(names = "--time-zone", description = "IANA name") @Nullable String zone,
            @Option(names = "--keep-days", description = "Keep each day's point so long") @Nullable Integer days,
            @Option(
                            names = "--keep-weeks",
                            description = "Keep points of the weekly schedules' days (of Sundays without one) so long")
                    @Nullable
                    Integer weeks,
            @Option(names = "--dry-run", description = "Only say what would happen") boolean dryRun,
            @Option(names = "--wait", description = WAIT) boolean wait) {
        var options = times != null || schedules != null || zone != null || days != null || weeks != null;
        if (file != null && options) {
            throw new CliException(ExitCode.USAGE, FILE_SAYS_ALL);
        }
        if (file == null && !options) {
            throw new CliException(
                    ExitCode.USAGE, "Give --file, or --daily-at, --schedule, --time-zone, --keep-days or --keep-weeks");
        }
        var vaultName = names().vault(vault);
        var address = path("vaults", vaultName, "policies", name);
        var current = api().get(address);
        var body = file != null ? read(file) : changed(current, times, schedules, zone, days, weeks);
        var change = api().put(ApiClient.query(address, "dryRun", dryRun ? "true" : null), body, current);
        if (dryRun) {
            if (session().isTable()) {
                sayWhatChanges(current, Json.mapper().valueToTree(body));
            }
            DryRuns.print(change, session());
            return ExitCode.OK;
        }
        if (change.path("jobs").isEmpty()) {
            session().say("Policy " + name + " changed. No item uses it.", change);
            return ExitCode.OK;
        }
        return jobs(change, vaultName, wait);
    }

    private void sayWhatChanges(JsonNode before, JsonNode after) {
        sayWhatChanges(
                "Schedules", ScheduleText.words(before.path("schedules")), ScheduleText.words(after.path("schedules")));
        sayWhatChanges("Keeps", retention(before), retention(after));
    }

    private void sayWhatChanges(String what, String before, String after) {
        if (!before.equals(after)) {
            session().out().println(what + ": " + before + " → " + after);
        }
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
        var address = path("vaults", names().vault(vault), "policies", name);
        var preview = api().get(address + "/preview");
        var policy = api().get(address);
        var zone = policy.path("schedules").path(0).path("timeZone").asText();
        var runs = new Table()
                .in(ZoneId.of(zone))
                .time("RUNS", "at")
                .time("KEPT UNTIL", "keptUntil")
                .text("KEPT BECAUSE", "keptBecause");
        if (session().isTable()) {
            runs.print(preview.path("runs"), session().out());
            if (policy.path("paused").asBoolean()) {
                session().out().println("The policy is paused: none of these runs happens before it is resumed.");
            }
        } else {
            session().printOne(preview, runs);
        }
        return 0;
    }

    private static Map<String, Object> read(Path file) {
        try {
            var parsed = new YAMLMapper().readTree(file.toFile());
            if (!parsed.path("schedules").isArray() || !parsed.path("retention").isObject()) {
                throw new CliException(ExitCode.USAGE, file + " must hold schedules: (a list) and retention:");
            }
            for (var schedule : parsed.path("schedules")) {
                if (schedule instanceof ObjectNode hourly && schedule.has("hourly") && !schedule.has("times")) {
                    hourly.putArray("times");
                }
            }
            return body("schedules", parsed.path("schedules"), "retention", parsed.path("retention"));
        } catch (JsonProcessingException e) {
            throw new CliException(ExitCode.USAGE, "Cannot read " + file + ": it is not YAML or JSON");
        } catch (IOException e) {
            throw new CliException(ExitCode.USAGE, "Cannot read " + file + ": is it there?");
        }
    }

    private static Map<String, Object> definition(
            List<Map<String, Object>> schedules, @Nullable Integer days, @Nullable Integer weeks) {
        var weeklyOnly = schedules.stream().allMatch(schedule -> "Weekly".equals(schedule.get("kind")));
        if (weeklyOnly && weeks == null) {
            throw new CliException(ExitCode.USAGE, "Weekly schedules need --keep-weeks");
        }
        return body(
                "schedules",
                schedules,
                "retention",
                body(
                        "daily",
                        days != null ? body("days", days) : weeklyOnly ? null : body("days", DEFAULT_DAYS),
                        "weekly",
                        weeks == null
                                ? null
                                : body("weekdays", weekdays(Json.mapper().valueToTree(schedules)), "weeks", weeks)));
    }

    /** Those on which the weekly schedules run. */
    private static List<String> weekdays(JsonNode schedules) {
        var weekdays = StreamSupport.stream(schedules.spliterator(), false)
                .flatMap(schedule -> StreamSupport.stream(schedule.path("days").spliterator(), false))
                .map(JsonNode::asText)
                .distinct()
                .toList();
        return weekdays.isEmpty() ? List.of("Sunday") : weekdays;
    }

    private static List<Map<String, Object>> schedules(
            @Nullable List<String> texts, @Nullable List<String> times, String zone) {
        List<String> all =
                texts != null ? texts : List.of("daily " + String.join(",", times == null ? List.of() : times));
        return all.stream().map(text -> ScheduleText.parse(text, zone)).toList();
    }

    private static Map<String, Object> changed(
            JsonNode policy,
            @Nullable List<String> times,
            @Nullable List<String> texts,
            @Nullable String zone,
            @Nullable Integer days,
            @Nullable Integer weeks) {
        var current = policy.path("schedules");
        var schedules = current.<ArrayNode>deepCopy();
        if (times != null && current.size() > 1) {
            throw new CliException(
                    ExitCode.USAGE,
                    "This policy has several schedules (" + ScheduleText.words(current)
                            + "). Give each with --schedule, or all with --file");
        }
        if (times != null || texts != null) {
            var timeZone = current.path(0).path("timeZone").asText();
            schedules = Json.mapper().valueToTree(schedules(texts, times, timeZone));
        }
        if (times != null) {
            keepLateness(current.path(0), (ObjectNode) schedules.get(0));
        }
        if (zone != null) {
            schedules.forEach(schedule -> ((ObjectNode) schedule).put("timeZone", zone));
        }
        var retention = policy.path("retention").<ObjectNode>deepCopy();
        if (days != null) {
            retention.withObject("/daily").put("days", days);
        }
        if (weeks != null) {
            var weekly = retention.withObject("/weekly").put("weeks", weeks);
            if (!weekly.has("weekdays")) {
                weekly.set("weekdays", Json.mapper().valueToTree(weekdays(schedules)));
            }
        }
        return body("schedules", schedules, "retention", retention);
    }

    private static void keepLateness(JsonNode from, ObjectNode to) {
        for (String field : List.of("jitter", "misfire", "startDeadline")) {
            if (from.has(field)) {
                to.set(field, from.get(field));
            }
        }
    }

    private static Table table() {
        return new Table()
                .text("NAME", "name")
                .column("SCHEDULES", policy -> ScheduleText.words(policy.path("schedules")))
                .column("KEEPS", PolicyCommand::retention)
                .number("ITEMS", "itemCount")
                .flag("PAUSED", "paused");
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
            var one = unit.substring(0, unit.length() - 1);
            kept.add(count.asInt() == 1 ? "1 " + one : count.asInt() + " " + unit);
        }
    }
}
