package io.holdfast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.cli.ApiClient;
import io.holdfast.cli.Names;
import io.holdfast.cli.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Alerts. */
@Command(name = "alert", description = "Alerts: what is wrong, each once, with all the machines it is wrong with.")
public final class AlertCommand extends NounCommand {
    private static final String ALERT = "Id";

    @Command(description = "List alerts that are not resolved, newest first.", mixinStandardHelpOptions = true)
    int list(
            @Option(
                            names = {"-v", "--vault"},
                            description = "Of this vault; default: of all")
                    @Nullable
                    String vault,
            @Option(
                            names = "--status",
                            defaultValue = "Open,Acknowledged",
                            description = "Comma-separated (default ${DEFAULT-VALUE})")
                    String status,
            @Option(names = "--cause", description = "Comma-separated, for example BackupFailed,BackupOverdue")
                    @Nullable
                    String cause,
            @Option(names = "--severity", description = "Critical or Warning") @Nullable String severity,
            @Option(names = "--item", description = ITEM) @Nullable String item,
            @Option(names = "--limit", defaultValue = "200", description = LIMIT) int limit) {
        var list = vault == null ? path("alerts") : path("vaults", vault, "alerts");
        var query = ApiClient.query(
                list,
                "status",
                status,
                "cause",
                cause,
                "severity",
                severity,
                "item",
                item == null ? null : names().protectedItem(names().vault(vault), item));
        session().print(api().upTo(query, limit), table());
        return 0;
    }

    @Command(description = "Show an alert and its machines.", mixinStandardHelpOptions = true)
    int show(
            @Parameters(paramLabel = "ALERT", description = ALERT) String alert,
            @Option(names = "--limit", defaultValue = "200", description = LIMIT) int limit) {
        var id = Names.alert(alert);
        var found = api().get(path("alerts", id));
        session()
                .printOne(
                        found,
                        new Table()
                                .text("Title", "title")
                                .text("Vault", "vault")
                                .text("Severity", "severity")
                                .text("Status", "status")
                                .text("Cause", "cause")
                                .time("Since", "firstSeenAt")
                                .time("Last seen", "lastSeenAt")
                                .number("Times", "count")
                                .column("What to do", AlertCommand::advice)
                                .text("Acknowledged by", "acknowledgedBy")
                                .text("Note", "note")
                                .text("Resolved by", "resolvedBy")
                                .time("Resolved", "resolvedAt"));
        if (session().isTable()) {
            session().out().println();
            session()
                    .print(
                            api().upTo(path("alerts", id, "items"), limit),
                            new Table()
                                    .text("MACHINE", "name")
                                    .time("SINCE", "since")
                                    .text("WHAT", "detail"));
        }
        return 0;
    }

    @Command(description = "Say that you look after an alert.", mixinStandardHelpOptions = true)
    int acknowledge(
            @Parameters(paramLabel = "ALERT", description = ALERT) String alert,
            @Option(names = "--note", description = "For the others") @Nullable String note) {
        var changed = api().post(path("alerts", Names.alert(alert), "acknowledge"), body("note", note));
        session().say("Acknowledged: " + changed.path("title").asText(), changed);
        return 0;
    }

    @Command(
            description = "Resolve an alert by hand. It comes back, as a new one, for something new only.",
            mixinStandardHelpOptions = true)
    int resolve(@Parameters(paramLabel = "ALERT", description = ALERT) String alert) {
        var changed = api().post(path("alerts", Names.alert(alert), "resolve"));
        session().say("Resolved: " + changed.path("title").asText(), changed);
        return 0;
    }

    private static String advice(JsonNode alert) {
        return alert.path("status").asText().equals("Resolved")
                ? ""
                : alert.path("recommendation").asText();
    }

    private static Table table() {
        return new Table()
                .text("SEVERITY", "severity")
                .text("STATUS", "status")
                .time("SINCE", "firstSeenAt")
                .text("VAULT", "vault")
                .number("MACHINES", "itemCount")
                .text("TITLE", "title")
                .text("ID", "id");
    }
}
