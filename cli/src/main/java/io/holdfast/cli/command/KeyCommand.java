package io.holdfast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.cli.CliException;
import io.holdfast.cli.ExitCode;
import io.holdfast.cli.Table;
import io.holdfast.cli.rescue.StorePlaces;
import io.holdfast.platform.Json;
import io.holdfast.store.Backend;
import io.holdfast.store.MasterKey;
import io.holdfast.store.StoreException;
import io.holdfast.store.VaultStore;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The master key, and which vaults it opens. Works on folders and buckets; needs no server, and does not mind one that runs. */
@Command(
        name = "key",
        description =
                "The master key: change it without touching data, and print it for the safe. Works on a folder or a bucket of vaults, without a server.")
public final class KeyCommand extends NounCommand {
    private static final StorePlaces PLACES = new StorePlaces(System.getenv());
    private static final String STORES =
            "The folder of vaults, the server's stores/; or s3://BUCKET, reached as rescue does";

    @Command(
            description =
                    "Let a new master key open every vault too. Then put it in the place of the old one, and remove that.",
            mixinStandardHelpOptions = true)
    int add(
            @Option(names = "--stores", required = true, paramLabel = "PLACE", description = STORES) String stores,
            @Option(names = "--key", required = true, paramLabel = "FILE", description = "The master key so far")
                    Path known,
            @Option(
                            names = "--new",
                            required = true,
                            paramLabel = "FILE",
                            description = "The new one; made when it is not there")
                    Path added) {
        return typed(() -> {
            var old = MasterKey.fromFile(known);
            var key = added.toFile().exists() ? MasterKey.fromFile(added) : MasterKey.createFile(added);
            print(each(stores, backend -> VaultStore.addKey(backend, old, key)), "ADDED");
            session()
                    .err()
                    .println("Next: copy " + added
                            + " over the server's master.key, keep a copy elsewhere (holdfast key kit),"
                            + " then: holdfast key remove");
            return ExitCode.OK;
        });
    }

    @Command(
            description = "Let a master key open no vault any more that another one opens.",
            mixinStandardHelpOptions = true)
    int remove(
            @Option(names = "--stores", required = true, paramLabel = "PLACE", description = STORES) String stores,
            @Option(names = "--key", required = true, paramLabel = "FILE", description = "The master key to keep")
                    Path kept,
            @Option(names = "--old", required = true, paramLabel = "FILE", description = "The one to remove")
                    Path removed) {
        return typed(() -> {
            var key = MasterKey.fromFile(kept);
            var old = MasterKey.fromFile(removed);
            print(each(stores, backend -> VaultStore.removeKey(backend, old, key)), "REMOVED");
            return ExitCode.OK;
        });
    }

    @Command(
            description =
                    "Print the recovery kit: the master key as it can be typed, and how to get data back with it. For paper, and a safe.",
            mixinStandardHelpOptions = true)
    int kit(
            @Option(names = "--key", required = true, paramLabel = "FILE", description = "The master key") Path file,
            @Option(names = "--stores", paramLabel = "PLACE", description = STORES) @Nullable String stores) {
        return typed(() -> {
            var out = session().out();
            out.println("HOLDFAST RECOVERY KIT, " + LocalDate.now(ZoneOffset.UTC));
            out.println();
            out.println("Whoever has this page can read the backups. Whoever loses it, and the server, has lost them.");
            out.println();
            out.println("Master key:");
            out.println();
            MasterKey.fromFile(file).toPaper().lines().forEach(line -> out.println("    " + line));
            out.println();
            if (stores != null) {
                out.println("Vaults that it opened on that day:");
                out.println();
                for (var vault : PLACES.below(stores)) {
                    try (var backend = PLACES.open(vault)) {
                        var settings = VaultStore.settings(backend);
                        out.println("    " + settings.vaultId() + "  " + vault
                                + (settings.encrypted() ? "" : "  (not encrypted)"));
                    }
                }
                out.println();
            }
            out.println(
                    "To get data back without the server: type the key into a file, four lines as above, install Holdfast, and");
            out.println();
            out.println("    holdfast rescue list    --store PLACE-OF-A-VAULT --key FILE");
            out.println("    holdfast rescue restore MACHINE --to FOLDER --store PLACE-OF-A-VAULT --key FILE");
            return ExitCode.OK;
        });
    }

    private static List<JsonNode> each(String stores, Predicate<Backend> change) {
        var rows = new ArrayList<JsonNode>();
        for (var vault : PLACES.below(stores)) {
            try (var backend = PLACES.open(vault)) {
                rows.add(Json.mapper()
                        .createObjectNode()
                        .put("vault", VaultStore.settings(backend).vaultId().toString())
                        .put("folder", vault)
                        .put("changed", change.test(backend)));
            }
        }
        if (rows.isEmpty()) {
            throw new CliException(ExitCode.NOT_FOUND, "There is no vault below " + stores);
        }
        return rows;
    }

    private void print(List<JsonNode> rows, String changed) {
        session()
                .print(
                        rows,
                        new Table()
                                .text("VAULT", "vault")
                                .text("FOLDER", "folder")
                                .text(changed, "changed"));
    }

    private interface Work {
        int run();
    }

    private static int typed(Work work) {
        try {
            return work.run();
        } catch (StoreException e) {
            throw new CliException(
                    e instanceof StoreException.WrongKey ? ExitCode.NOT_ALLOWED : ExitCode.FAILED,
                    e.getMessage() + "\n" + e.whatToDo());
        }
    }
}
