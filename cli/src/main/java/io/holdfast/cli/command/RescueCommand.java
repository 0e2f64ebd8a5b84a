package io.holdfast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.cli.CliException;
import io.holdfast.cli.ExitCode;
import io.holdfast.cli.Format;
import io.holdfast.cli.Table;
import io.holdfast.cli.rescue.RescueVault;
import io.holdfast.cli.rescue.StorePlaces;
import io.holdfast.platform.Json;
import io.holdfast.store.DiskImage;
import io.holdfast.store.PointManifest;
import io.holdfast.store.StoreException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** When the server is lost: recovery points from a vault's folder or bucket and its master key alone. */
@Command(
        name = "rescue",
        description =
                "Without a server or a database: list, verify and restore recovery points from a vault's folder or bucket.")
public final class RescueCommand extends NounCommand {

    /** Where the vault lies, and what opens it. */
    static final class Where {
        @Option(
                names = "--store",
                required = true,
                paramLabel = "PLACE",
                description = {
                    "The vault's folder, the one that holds vault.json; or s3://BUCKET/FOLDER,",
                    "reached as the environment says: AWS_ENDPOINT_URL (none: AWS itself), AWS_REGION,",
                    "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY"
                })
        @SuppressWarnings("NullAway.Init")
        private String store;

        @Option(names = "--key", paramLabel = "FILE", description = "The master key, unless the vault is not encrypted")
        private @Nullable Path key;
    }

    private interface Work {
        int on(RescueVault vault) throws InterruptedException;
    }

    @Command(description = "List the recovery points, oldest first.", mixinStandardHelpOptions = true)
    int list(@Mixin Where where) {
        return with(where, vault -> {
            session()
                    .print(
                            vault.points().stream()
                                    .<JsonNode>map(RescueCommand::row)
                                    .toList(),
                            new Table()
                                    .text("MACHINE", "machine")
                                    .time("TIME", "time")
                                    .text("CONSISTENCY", "consistency")
                                    .number("DISKS", "disks")
                                    .bytes("SIZE", "sizeBytes")
                                    .text("POINT", "point")
                                    .text("ITEM", "item"));
            return complain(vault.unreadable());
        });
    }

    @Command(
            description = "Read every byte of recovery points and check that it is what was backed up.",
            mixinStandardHelpOptions = true)
    int verify(
            @Parameters(
                            arity = "0..*",
                            paramLabel = "POINT",
                            description = "Id or its beginning, or a machine's name: its newest. Default: all")
                    @Nullable
                    List<String> references,
            @Mixin Where where) {
        return with(where, vault -> {
            var points = references == null || references.isEmpty()
                    ? vault.points()
                    : references.stream().map(vault::point).toList();
            var rows = new ArrayList<JsonNode>();
            for (var point : points) {
                rows.add(verified(vault, point));
            }
            session()
                    .print(
                            rows,
                            new Table()
                                    .column("", row -> row.has("problem") ? "✗" : "✓")
                                    .text("MACHINE", "machine")
                                    .time("TIME", "time")
                                    .bytes("READ", "readBytes")
                                    .text("POINT", "point")
                                    .text("PROBLEM", "problem"));
            var unreadable =
                    references == null || references.isEmpty() ? vault.unreadable() : List.<StoreException>of();
            return rows.stream().anyMatch(row -> row.has("problem")) ? ExitCode.FAILED : complain(unreadable);
        });
    }

    @Command(
            description = "Write a recovery point's disks as raw images, and its machine's configuration.",
            mixinStandardHelpOptions = true)
    int restore(
            @Parameters(paramLabel = "POINT", description = "Id or its beginning, or a machine's name: its newest")
                    String reference,
            @Option(names = "--to", required = true, paramLabel = "DIR", description = "The folder to write to")
                    Path folder,
            @Mixin Where where) {
        return with(where, vault -> {
            var point = vault.point(reference);
            var files = vault.restore(point, folder);
            var document = row(point);
            files.forEach(file -> document.withArray("/files").add(file.toString()));
            session()
                    .say(
                            point.details().machineName() + " as of "
                                    + Format.time(point.details().time()) + " is in " + folder,
                            document);
            return ExitCode.OK;
        });
    }

    private static JsonNode verified(RescueVault vault, PointManifest point) throws InterruptedException {
        var row = row(point);
        try {
            return row.put("readBytes", vault.verify(point));
        } catch (StoreException e) {
            return row.put("problem", e.getMessage());
        }
    }

    private static ObjectNode row(PointManifest point) {
        return Json.mapper()
                .createObjectNode()
                .put("machine", point.details().machineName())
                .put("time", point.details().time().toString())
                .put("consistency", point.details().consistency())
                .put("disks", point.disks().size())
                .put(
                        "sizeBytes",
                        point.disks().stream().mapToLong(DiskImage::size).sum())
                .put("point", point.pointId().toString())
                .put("item", point.itemId().toString());
    }

    private int complain(List<StoreException> unreadable) {
        unreadable.forEach(e -> session().err().println(e.getMessage()));
        return unreadable.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private static int with(Where where, Work work) {
        try (var vault = RescueVault.open(where.store, where.key, new StorePlaces(System.getenv()))) {
            return work.on(vault);
        } catch (StoreException e) {
            throw new CliException(exitCode(e), e.getMessage() + "\n" + e.whatToDo());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.FAILED, "Interrupted");
        }
    }

    private static int exitCode(StoreException e) {
        if (e instanceof StoreException.NotAVault
                || e instanceof StoreException.NotFound
                || e instanceof StoreException.NoBucket) {
            return ExitCode.NOT_FOUND;
        }
        return e instanceof StoreException.WrongKey || e instanceof StoreException.AccessDenied
                ? ExitCode.NOT_ALLOWED
                : ExitCode.FAILED;
    }
}
