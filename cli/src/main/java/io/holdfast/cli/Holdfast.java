package io.holdfast.cli;

import io.holdfast.cli.command.AlertCommand;
import io.holdfast.cli.command.BackupCommand;
import io.holdfast.cli.command.DashboardCommand;
import io.holdfast.cli.command.ItemCommand;
import io.holdfast.cli.command.JobCommand;
import io.holdfast.cli.command.KeyCommand;
import io.holdfast.cli.command.MachineCommand;
import io.holdfast.cli.command.NotificationCommand;
import io.holdfast.cli.command.PointCommand;
import io.holdfast.cli.command.PolicyCommand;
import io.holdfast.cli.command.RescueCommand;
import io.holdfast.cli.command.RestoreCommand;
import io.holdfast.cli.command.SubscriptionCommand;
import io.holdfast.cli.command.VaultCommand;
import io.holdfast.cli.demo.DemoCommand;
import io.holdfast.cli.standalone.UpCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The {@code holdfast} command. */
@Command(
        name = "holdfast",
        mixinStandardHelpOptions = true,
        version = "Holdfast 0.1.0",
        description = "Backs up fleets of virtual machines: discover, register, protect, back up, restore.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a job that was waited for did not complete, or a check or comparison failed",
            "2:wrong command line",
            "3:nothing, or more than one thing, has this name",
            "4:refused: conflict, invalid value, stale version",
            "5:server away or not ready",
            "6:not signed in, or not allowed"
        },
        subcommands = {
            UpCommand.class,
            DemoCommand.class,
            SubscriptionCommand.class,
            VaultCommand.class,
            PolicyCommand.class,
            MachineCommand.class,
            ItemCommand.class,
            BackupCommand.class,
            PointCommand.class,
            RestoreCommand.class,
            JobCommand.class,
            AlertCommand.class,
            NotificationCommand.class,
            DashboardCommand.class,
            KeyCommand.class,
            RescueCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        })
public final class Holdfast {
    private static final int HELP_WIDTH = 100;

    /** What fails from then on fails because of that. */
    private static volatile boolean ending;

    @Mixin
    private final Session session = new Session();

    public Session session() {
        return session;
    }

    public static void main(String[] args) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ending = true));
        System.exit(commandLine().execute(args));
    }

    public static CommandLine commandLine() {
        var commandLine = new CommandLine(new Holdfast());
        commandLine.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        commandLine.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        hideSessionOf(
                Objects.requireNonNull(commandLine.getSubcommands().get("up")).getCommandSpec());
        commandLine.setUsageHelpWidth(HELP_WIDTH);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExecutionExceptionHandler((e, line, parsed) -> {
            if (ending) {
                return ExitCode.FAILED;
            }
            if (e instanceof CliException known) {
                line.getErr().println(known.getMessage());
                return known.exitCode();
            }
            throw e;
        });
        return commandLine;
    }

    /** A server asks no server. */
    private static void hideSessionOf(CommandSpec command) {
        for (var option : List.copyOf(command.options())) {
            if (option.inherited()) {
                command.remove(option);
                command.addOption(OptionSpec.builder(option).hidden(true).build());
            }
        }
    }
}
