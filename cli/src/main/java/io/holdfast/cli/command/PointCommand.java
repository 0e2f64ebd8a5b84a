package io.holdfast.cli.command;

import io.holdfast.cli.ApiClient;
import io.holdfast.cli.ExitCode;
import io.holdfast.cli.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Recovery points. */
@Command(name = "point", description = "Recovery points: the restorable states of an item.")
public final class PointCommand extends NounCommand {

    @Command(description = "List the recovery points of an item, newest first.", mixinStandardHelpOptions = true)
    int list(
            @Parameters(paramLabel = "ITEM", description = ITEM) String item,
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault,
            @Option(names = "--from", paramLabel = "INSTANT", description = FROM) @Nullable String from,
            @Option(names = "--to", paramLabel = "INSTANT", description = TO) @Nullable String to,
            @Option(names = "--deleted", description = "Those that were deleted and can be brought back")
                    boolean deleted,
            @Option(names = "--limit", defaultValue = "200", description = LIMIT) int limit) {
        var name = names().vault(vault);
        var query = ApiClient.query(points(name, item), "from", from, "to", to, "deleted", deleted ? "true" : null);
        session().print(api().upTo(query, limit), deleted ? table().time("PURGED AT", "purgeAt") : table());
        return 0;
    }

    @Command(description = "Show a recovery point.", mixinStandardHelpOptions = true)
    int show(
            @Parameters(paramLabel = "ITEM", description = ITEM) String item,
            @Parameters(paramLabel = "POINT", description = "Id, or latest") String point,
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault) {
        session()
                .printOne(
                        api().get(point(names().vault(vault), item, point)),
                        table().text("WHY FULL", "whyFull").text("JOB", "job"));
        return 0;
    }

    @Command(description = "Delete a recovery point.", mixinStandardHelpOptions = true)
    int delete(
            @Parameters(paramLabel = "ITEM", description = ITEM) String item,
            @Parameters(paramLabel = "POINT", description = "Id, or latest") String point,
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault,
            @Option(names = "--dry-run", description = DRY_RUN) boolean dryRun,
            @Option(names = "--wait", description = WAIT) boolean wait) {
        var name = names().vault(vault);
        var id = names().point(name, names().protectedItem(name, item), point);
        var answer = api().delete(ApiClient.query(point(name, item, id), "dryRun", dryRun ? "true" : null));
        if (dryRun) {
            DryRuns.print(answer, session());
            return ExitCode.OK;
        }
        if (answer.path("jobs").isEmpty()) {
            session().say("Deleted. Undo it: holdfast point undelete " + item + " " + id, answer);
            return ExitCode.OK;
        }
        return jobs(answer, name, wait);
    }

    @Command(description = "Bring back a deleted recovery point.", mixinStandardHelpOptions = true)
    int undelete(
            @Parameters(paramLabel = "ITEM", description = ITEM) String item,
            @Parameters(paramLabel = "POINT", description = "Id") String point,
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault) {
        session().printOne(api().post(point(names().vault(vault), item, point) + "/undelete"), table());
        return ExitCode.OK;
    }

    @Command(description = "Keep a recovery point until a time of your own.", mixinStandardHelpOptions = true)
    int retain(
            @Parameters(paramLabel = "ITEM", description = ITEM) String item,
            @Parameters(paramLabel = "POINT", description = "Id, or latest") String point,
            @Option(
                            names = "--until",
                            paramLabel = "INSTANT",
                            required = true,
                            description = "For example 2027-01-01T00:00:00Z")
                    String until,
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault) {
        session().printOne(api().patch(point(names().vault(vault), item, point), body("retainUntil", until)), table());
        return 0;
    }

    private String points(String vault, String item) {
        return path("vaults", vault, "protected-items", names().protectedItem(vault, item), "recovery-points");
    }

    private String point(String vault, String item, String point) {
        var id = names().protectedItem(vault, item);
        return path("vaults", vault, "protected-items", id, "recovery-points", names().point(vault, id, point));
    }

    private static Table table() {
        return new Table()
                .time("TIME", "time")
                .text("KIND", "kind")
                .text("CONSISTENCY", "consistency")
                .bytes("SIZE", "sizeBytes")
                .bytes("READ", "readBytes")
                .bytes("NEW", "newBytes")
                .bytes("STORED", "storedBytes")
                .text("KEPT BECAUSE", "keptBecause")
                .time("UNTIL", "expiresAt")
                .time("HELD UNTIL", "retainUntil")
                .text("ID", "id");
    }
}
