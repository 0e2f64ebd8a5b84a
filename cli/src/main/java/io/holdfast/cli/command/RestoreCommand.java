package io.holdfast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.cli.ExitCode;
import io.holdfast.cli.Format;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Restores. */
@Command(name = "restore", description = "Restores: to a new machine, over the original, or as disks.")
public final class RestoreCommand extends NounCommand {

    /** Exactly one of the three kinds of target. */
    static final class Target {
        @Option(names = "--to-new", paramLabel = "NAME", description = "A new machine of this name")
        @Nullable
        String newName;

        @Option(names = "--original", description = "Over the original machine, which must be off")
        boolean original;

        @Option(
                names = "--disks",
                paramLabel = "FOLDER",
                description =
                        "Disk images only, in this new folder of the restore folder (of holdfast up: DATA/restores)")
        @Nullable
        String folder;

        Map<String, Object> body(@Nullable String cloudService, @Nullable String subscription) {
            if (original) {
                return NounCommand.body("kind", "original");
            }
            return folder != null
                    ? NounCommand.body("kind", "disks", "folder", folder)
                    : NounCommand.body(
                            "kind",
                            "new-machine",
                            "name",
                            newName,
                            "cloudService",
                            cloudService,
                            "subscription",
                            subscription);
        }
    }

    @Command(description = "Start a restore.", mixinStandardHelpOptions = true)
    int start(
            @Parameters(paramLabel = "ITEM", description = ITEM) String item,
            @Option(names = "--point", defaultValue = "latest", description = "Id, or latest (default)") String point,
            @ArgGroup(multiplicity = "1") Target target,
            @Option(names = "--cloud-service", description = "Of the new machine; default: as the source's") @Nullable
                    String cloudService,
            @Option(names = "--subscription", description = "Of the new machine; default: as the source's") @Nullable
                    String subscription,
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault,
            @Option(names = "--wait", description = WAIT) boolean wait) {
        var name = names().vault(vault);
        var accepted = api().post(restores(name, item, point), body("target", target.body(cloudService, subscription)));
        return jobs(accepted, name, wait);
    }

    @Command(description = "What a restore would write, and what stands in its way.", mixinStandardHelpOptions = true)
    int preview(
            @Parameters(paramLabel = "ITEM", description = ITEM) String item,
            @Option(names = "--point", defaultValue = "latest", description = "Id, or latest (default)") String point,
            @ArgGroup(multiplicity = "1") Target target,
            @Option(names = "--cloud-service", description = "Of the new machine; default: as the source's") @Nullable
                    String cloudService,
            @Option(names = "--subscription", description = "Of the new machine; default: as the source's") @Nullable
                    String subscription,
            @Option(
                            names = {"-v", "--vault"},
                            description = VAULT)
                    @Nullable
                    String vault) {
        var preview = api().post(
                        restores(names().vault(vault), item, point) + "/preview",
                        body("target", target.body(cloudService, subscription)));
        session().say(describe(preview), preview);
        return preview.path("conflicts").isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private String restores(String vault, String item, String point) {
        var id = names().protectedItem(vault, item);
        return path(
                "vaults", vault, "protected-items", id, "recovery-points", names().point(vault, id, point), "restores");
    }

    private static String describe(JsonNode preview) {
        var text = new StringBuilder(Format.bytes(preview.path("sizeBytes").asLong()))
                .append(" of disks, ")
                .append(Format.bytes(preview.path("dataBytes").asLong()))
                .append(" of data to write");
        if (preview.hasNonNull("estimatedSeconds")) {
            text.append(", about ")
                    .append(Format.duration(
                            Duration.ofSeconds(preview.path("estimatedSeconds").asLong())));
        }
        preview.path("conflicts").forEach(conflict -> text.append("\n✗ ")
                .append(conflict.path("code").asText())
                .append(": ")
                .append(conflict.path("message").asText()));
        return text.toString();
    }
}
