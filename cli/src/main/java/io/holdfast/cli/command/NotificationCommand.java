package io.holdfast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.cli.ApiClient;
import io.holdfast.cli.CliException;
import io.holdfast.cli.ExitCode;
import io.holdfast.cli.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Notifications. */
@Command(name = "notification", description = "Notifications: who is told of a vault's alerts, by mail and webhook.")
public final class NotificationCommand extends NounCommand {

    @Command(description = "Show who is told.", mixinStandardHelpOptions = true)
    int show(
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault) {
        session().printOne(api().get(address(names().vault(vault))), table());
        return 0;
    }

    @Command(description = "Set who is told; what is not given stays.", mixinStandardHelpOptions = true)
    int set(
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault,
            @Option(names = "--mode", description = "AtOnce or HourlyDigest") @Nullable String mode,
            @Option(names = "--severities", split = ",", description = "Critical, Warning or both") @Nullable
                    List<String> severities,
            @Option(
                            names = "--recipients",
                            split = ",",
                            paramLabel = "ADDRESS",
                            description = "Mail addresses, all of them; an empty text for none")
                    @Nullable
                    List<String> recipients,
            @Option(names = "--add-webhook", paramLabel = "URL", description = "Add a webhook, or give it a new secret")
                    @Nullable
                    String added,
            @Option(
                            names = "--secret-file",
                            paramLabel = "FILE",
                            description =
                                    "Holds the added webhook's secret: whsec_ and 24 to 64 bytes as Base64, as from: echo whsec_$(openssl rand -base64 32)")
                    @Nullable
                    Path secretFile,
            @Option(names = "--remove-webhook", paramLabel = "URL", description = "Remove a webhook") @Nullable
                    String removed) {
        if ((added == null) != (secretFile == null)) {
            throw new CliException(ExitCode.USAGE, "Give --add-webhook and --secret-file together");
        }
        var address = address(names().vault(vault));
        var current = api().get(address);
        var webhooks = webhooks(current, added, removed);
        if (added != null && secretFile != null) {
            webhooks.add(body("url", added, "secret", secret(secretFile)));
        }
        var settings = body(
                "mode", mode == null ? current.path("mode") : mode,
                "severities", severities == null ? current.path("severities") : severities,
                "recipients", recipients == null ? current.path("recipients") : named(recipients),
                "webhooks", webhooks);
        session().printOne(api().put(address, settings, current), table());
        return 0;
    }

    @Command(
            description = "Send a test to everybody who is told, and say what became of it.",
            mixinStandardHelpOptions = true)
    int test(
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault) {
        var test = api().post(address(names().vault(vault)) + "/test");
        if (test.path("outcomes").isEmpty()) {
            throw new CliException(ExitCode.FAILED, "Nobody is told. Say who is to be: holdfast notification set");
        }
        var outcomes = new Table()
                .text("CHANNEL", "channel")
                .text("TARGET", "target")
                .column("ARRIVED", row -> row.path("ok").asBoolean() ? "yes" : "no")
                .text("ANSWER", "message");
        if (session().isTable()) {
            outcomes.print(test.path("outcomes"), session().out());
        } else {
            session().printOne(test, outcomes);
        }
        return test.path("ok").asBoolean() ? ExitCode.OK : ExitCode.FAILED;
    }

    @Command(
            description = "List what was sent within a week, is still to be sent, or was given up; newest first.",
            mixinStandardHelpOptions = true)
    int list(
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault,
            @Option(names = "--status", description = "Comma-separated: Pending, Delivered, GivenUp") @Nullable
                    String status,
            @Option(names = "--limit", defaultValue = "200", description = LIMIT) int limit) {
        var query = ApiClient.query(address(names().vault(vault)) + "/deliveries", "status", status);
        session()
                .print(
                        api().upTo(query, limit),
                        new Table()
                                .time("CREATED", "createdAt")
                                .text("STATUS", "status")
                                .text("TARGET", "target")
                                .number("ATTEMPTS", "attempts")
                                .time("NEXT", "nextAttemptAt")
                                .text("SUBJECT", "subject")
                                .text("LAST ERROR", "lastError"));
        return 0;
    }

    private static String address(String vault) {
        return path("vaults", vault, "notifications");
    }

    /** Those there are, which keep their secrets, without the two that are named. */
    private static List<Map<String, Object>> webhooks(
            JsonNode current, @Nullable String added, @Nullable String removed) {
        List<Map<String, Object>> webhooks = new ArrayList<>();
        if (removed != null && !current.path("webhooks").findValuesAsText("url").contains(removed)) {
            throw new CliException(ExitCode.NOT_FOUND, "No webhook has the address " + removed);
        }
        for (var webhook : current.path("webhooks")) {
            var url = webhook.path("url").asText();
            if (!url.equals(added) && !url.equals(removed)) {
                webhooks.add(body("url", url));
            }
        }
        return webhooks;
    }

    private static List<String> named(List<String> recipients) {
        return recipients.stream().filter(address -> !address.isBlank()).toList();
    }

    private static String secret(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CliException(ExitCode.USAGE, "Cannot read " + file + ": is it there?");
        }
    }

    private static Table table() {
        return new Table()
                .text("Vault", "vault")
                .text("Mode", "mode")
                .column("Severities", row -> joined(row.path("severities")))
                .column("Mail to", row -> joined(row.path("recipients")))
                .column("Webhooks", NotificationCommand::urls)
                .column("Mail server", row -> row.path("mailPossible").asBoolean() ? "configured" : "not configured");
    }

    private static String joined(JsonNode texts) {
        return StreamSupport.stream(texts.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(", "));
    }

    private static String urls(JsonNode settings) {
        return StreamSupport.stream(settings.path("webhooks").spliterator(), false)
                .map(webhook -> webhook.path("url").asText())
                .collect(Collectors.joining(", "));
    }
}
