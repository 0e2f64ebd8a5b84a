package io.holdfast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.holdfast.cli.ExitCode;
import io.holdfast.cli.Table;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Subscriptions. */
@Command(name = "subscription", description = "Subscriptions: connections to the places where machines live.")
public final class SubscriptionCommand extends NounCommand {

    @Command(description = "Create a subscription.", mixinStandardHelpOptions = true)
    int create(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--fabric", required = true, description = "directory or simulated") String fabric,
            @Option(names = "--region", required = true, description = "Vaults of this region find its machines")
                    String region,
            @Option(
                            names = "--set",
                            paramLabel = "KEY=VALUE",
                            description = "A connection setting, for example path=/srv/machines")
                    @Nullable
                    Map<String, String> settings) {
        var subscription = api().post(
                        path("subscriptions"),
                        body(
                                "name",
                                name,
                                "fabric",
                                fabric,
                                "region",
                                region,
                                "settings",
                                settings == null ? Map.of() : typed(settings)));
        session().say("Subscription " + name + " created. Test it: holdfast subscription check " + name, subscription);
        return 0;
    }

    @Command(description = "List the subscriptions.", mixinStandardHelpOptions = true)
    int list() {
        session().print(api().all(path("subscriptions")), table());
        return 0;
    }

    @Command(description = "Show one subscription.", mixinStandardHelpOptions = true)
    int show(@Parameters(paramLabel = "NAME") String name) {
        session()
                .printOne(
                        api().get(path("subscriptions", name)),
                        table().column("SETTINGS", SubscriptionCommand::settings));
        return 0;
    }

    @Command(description = "Test the connection.", mixinStandardHelpOptions = true)
    int check(@Parameters(paramLabel = "NAME") String name) {
        var check = api().post(path("subscriptions", name, "check"));
        if (session().isTable()) {
            for (var finding : check.path("findings")) {
                session()
                        .out()
                        .println((finding.path("ok").asBoolean() ? "✓ " : "✗ ")
                                + finding.path("what").asText() + ": "
                                + finding.path("message").asText()
                                + (finding.hasNonNull("fix")
                                        ? "\n  → " + finding.path("fix").asText()
                                        : ""));
            }
        } else {
            session().printOne(check, table());
        }
        return check.path("ok").asBoolean() ? ExitCode.OK : ExitCode.FAILED;
    }

    @Command(
            description = "Delete a subscription none of whose machines is registered.",
            mixinStandardHelpOptions = true)
    int delete(@Parameters(paramLabel = "NAME") String name) {
        session().say("Subscription " + name + " deleted.", api().delete(path("subscriptions", name)));
        return 0;
    }

    /** Numbers, booleans and JSON are taken as such, everything else as text. */
    private static Map<String, JsonNode> typed(Map<String, String> settings) {
        var typed = new LinkedHashMap<String, JsonNode>();
        settings.forEach((key, value) -> {
            JsonNode node = TextNode.valueOf(value);
            try {
                var parsed = new ObjectMapper().readTree(value);
                if (parsed != null && !parsed.isTextual() && !parsed.isMissingNode()) {
                    node = parsed;
                }
            } catch (IOException e) {
                // not JSON: text
            }
            typed.put(key, node);
        });
        return typed;
    }

    private static String settings(JsonNode subscription) {
        return subscription.path("settings").properties().stream()
                .map(setting -> setting.getKey() + "="
                        + (setting.getValue().isTextual() ? setting.getValue().asText() : setting.getValue()))
                .collect(Collectors.joining(" "));
    }

    private static Table table() {
        return new Table()
                .text("NAME", "name")
                .text("FABRIC", "fabric")
                .text("REGION", "region")
                .time("CREATED", "createdAt")
                .time("LAST DISCOVERED", "lastDiscoveredAt");
    }
}
