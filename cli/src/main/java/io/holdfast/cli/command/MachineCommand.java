package io.holdfast.cli.command;

import io.holdfast.cli.ApiClient;
import io.holdfast.cli.ExitCode;
import io.holdfast.cli.Format;
import io.holdfast.cli.Table;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Machines. */
@Command(name = "machine", description = "Machines: what discovery found.")
public final class MachineCommand extends NounCommand {

    @Command(description = "Look for machines in the vault's region.", mixinStandardHelpOptions = true)
    int discover(
            @Option(
                            names = {"-v", "--vault"},
                            description = "The vault (default: the only one)")
                    @Nullable
                    String vault,
            @Option(names = "--wait", description = "Wait until the job has ended") boolean wait) {
        var name = names().vault(vault);
        return jobs(api().post(path("vaults", name, "discoveries")), name, wait);
    }

    @Command(description = "List machines: of a vault's region, or all.", mixinStandardHelpOptions = true)
    int list(
            @Option(
                            names = {"-v", "--vault"},
                            description = "Candidates of this vault only")
                    @Nullable
                    String vault,
            @Option(names = "--registration", description = "NotRegistered or Registered") @Nullable
                    String registration,
            @Option(names = "--name", description = "Part of the name") @Nullable String name,
            @Option(names = "--cloud-service", description = "Of this cloud service only") @Nullable
                    String cloudService,
            @Option(names = "--subscription", description = "Of this subscription only") @Nullable String subscription,
            @Option(names = "--limit", defaultValue = "200", description = LIMIT) int limit) {
        var list = vault == null ? path("machines") : path("vaults", vault, "machines");
        var query = ApiClient.query(
                list,
                "registration",
                registration,
                "name",
                name,
                "cloudService",
                cloudService,
                "subscription",
                subscription);
        session().print(api().upTo(query, limit), table());
        return 0;
    }

    @Command(description = "Show a machine, and why it can or can't be registered.", mixinStandardHelpOptions = true)
    int show(
            @Parameters(paramLabel = "MACHINE", description = "Id, name or cloud-service/name") String machine,
            @Option(
                            names = {"-v", "--vault"},
                            description = "Hold it against this vault")
                    @Nullable
                    String vault) {
        var id = names().machine(null, machine);
        var eligibility = api().get(ApiClient.query(path("machines", id), "vault", vault));
        if (!session().isTable()) {
            session().printOne(eligibility, table());
            return 0;
        }
        session().printOne(eligibility.path("machine"), table().text("PROBLEM", "problem"));
        if (vault == null && eligibility.path("machine").hasNonNull("vault")) {
            return ExitCode.OK;
        }
        session().out().println();
        for (var check : eligibility.path("checks")) {
            session()
                    .out()
                    .println((check.path("passed").asBoolean() ? "✓ " : "✗ ")
                            + check.path("question").asText() + " "
                            + check.path("message").asText());
        }
        session()
                .out()
                .println(
                        eligibility.path("eligible").asBoolean() ? "It can be registered." : "It can't be registered.");
        session().out().flush();
        return ExitCode.OK;
    }

    private static Table table() {
        return new Table()
                .text("NAME", "name")
                .text("CLOUD SERVICE", "cloudService")
                .text("SUBSCRIPTION", "subscription")
                .text("MODEL", "deploymentModel")
                .text("POWER", "powerState")
                .column(
                        "DISKS",
                        row -> Format.bytes(StreamSupport.stream(
                                        row.path("disks").spliterator(), false)
                                .mapToLong(disk -> disk.path("sizeBytes").asLong())
                                .sum()))
                .column(
                        "VAULT",
                        row -> row.path("missing").asBoolean()
                                ? "(missing)"
                                : row.path("vault").asText(row.hasNonNull("problem") ? "(problem)" : ""))
                .text("ID", "id");
    }
}
