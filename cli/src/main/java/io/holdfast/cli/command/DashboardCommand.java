package io.holdfast.cli.command;

import io.holdfast.cli.Holdfast;
import io.holdfast.cli.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The dashboard. */
@Command(
        name = "dashboard",
        description = "Protected count, jobs of the last 24 hours, storage: always current.",
        mixinStandardHelpOptions = true)
public final class DashboardCommand implements Runnable {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Holdfast holdfast;

    @Option(
            names = {"-v", "--vault"},
            description = "Of this vault; default: of all")
    private @Nullable String vault;

    @Override
    public void run() {
        var session = holdfast.session();
        var path = vault == null ? NounCommand.path("dashboard") : NounCommand.path("vaults", vault, "dashboard");
        session.printOne(session.api().get(path), table());
    }

    /** The dashboard as lines; also what the demo ends with. */
    public static Table table() {
        return new Table()
                .number("Protected items", "protectedItems")
                .number("Registered items", "registeredItems")
                .number("Recovery points", "recoveryPoints")
                .number("Jobs, 24 h: completed", "jobs.completed")
                .number("  with warnings", "jobs.completedWithWarnings")
                .number("  failed", "jobs.failed")
                .number("  cancelled", "jobs.cancelled")
                .number("  in progress", "jobs.inProgress")
                .number("  queued", "jobs.queued")
                .bytes("Storage, logical", "storage.logicalBytes")
                .bytes("  stored", "storage.storedBytes")
                .time("Oldest newest point", "oldestLatestPoint")
                .number("Alerts, critical", "alerts.critical")
                .number("  warning", "alerts.warning")
                .number("  acknowledged", "alerts.acknowledged");
    }
}
