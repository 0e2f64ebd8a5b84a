package io.holdfast.cli.command;

import io.holdfast.cli.Table;
import io.holdfast.cli.rescue.StorePlaces;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Vaults. */
@Command(name = "vault", description = "Vaults: the regional boxes that hold policies, items and recovery points.")
public final class VaultCommand extends NounCommand {

    @Command(
            description = "Create a vault; it is born with DefaultPolicy (daily, kept 30 days).",
            mixinStandardHelpOptions = true)
    int create(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--region", required = true, description = "Takes machines of this region only")
                    String region,
            @Option(names = "--type", description = "recovery-services (default), or backup: classic machines only")
                    @Nullable
                    String type,
            @Option(names = "--no-encryption", description = "Store data unencrypted") boolean plain,
            @Option(
                            names = "--chunk-size",
                            paramLabel = "BYTES",
                            description = "Power of two, 65536 to 4194304 (default 262144)")
                    @Nullable
                    Integer chunkSize,
            @Option(
                            names = "--store",
                            paramLabel = "PLACE",
                            description =
                                    "s3://BUCKET or s3://BUCKET/FOLDER, or a folder under the store root (default: the vault's id)")
                    @Nullable
                    String store) {
        var vault = api().post(
                        path("vaults"),
                        body(
                                "name",
                                name,
                                "region",
                                region,
                                "type",
                                type,
                                "encryption",
                                plain ? false : null,
                                "chunkSize",
                                chunkSize,
                                "store",
                                store == null ? null : location(store)));
        session().say("Vault " + name + " created in region " + region + ".", vault);
        return 0;
    }

    private static Map<String, Object> location(String store) {
        return StorePlaces.isBucket(store)
                ? body("kind", "s3", "path", store.substring(StorePlaces.S3.length()))
                : body("kind", "directory", "path", store);
    }

    @Command(description = "List the vaults.", mixinStandardHelpOptions = true)
    int list() {
        session().print(api().all(path("vaults")), table());
        return 0;
    }

    @Command(description = "Show one vault.", mixinStandardHelpOptions = true)
    int show(@Parameters(paramLabel = "NAME") String name) {
        session().printOne(api().get(path("vaults", name)), table());
        return 0;
    }

    @Command(description = "Delete an empty vault.", mixinStandardHelpOptions = true)
    int delete(@Parameters(paramLabel = "NAME") String name) {
        session().say("Vault " + name + " deleted.", api().delete(path("vaults", name)));
        return 0;
    }

    @Command(
            description =
                    "Give back the space of what no recovery point needs; done daily, and after deletions, anyway.",
            mixinStandardHelpOptions = true)
    int prune(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--wait", description = "Wait until the job has ended") boolean wait) {
        return jobs(api().post(path("vaults", name, "prunes")), name, wait);
    }

    @Command(
            description =
                    "Check that a vault's data is there, and as it was written; a share of it is read daily anyway.",
            mixinStandardHelpOptions = true)
    int verify(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--depth",
                            defaultValue = "StoredBytes",
                            description =
                                    "Structure: nothing is missing; StoredBytes (default): no stored byte has changed; Content: every piece can be opened")
                    String depth,
            @Option(names = "--wait", description = "Wait until the job has ended") boolean wait) {
        return jobs(api().post(path("vaults", name, "verifications"), body("depth", depth)), name, wait);
    }

    private static Table table() {
        return new Table()
                .text("NAME", "name")
                .text("REGION", "region")
                .text("TYPE", "type")
                .text("ENCRYPTED", "encryption")
                .bytes("CHUNK", "chunkSize")
                .time("CREATED", "createdAt");
    }
}
