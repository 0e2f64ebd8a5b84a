package io.holdfast.cli.endtoend;

import static io.holdfast.cli.endtoend.Machines.MIB;
import static io.holdfast.cli.endtoend.Machines.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.ExitCode;
import io.holdfast.cli.Holdfast;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The server and its database are lost; a copy of a vault's folder and the master key are left. */
@ExtendWith(Server.Extension.class)
class RescueIT {
    private final Server server;
    private final Api api;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private Path web;
    private String before;
    private List<JsonObject> points;
    private Path store;

    RescueIT(Server server) {
        this.server = server;
        this.api = server.api();
    }

    @BeforeEach
    void twoPointsOfOneMachineAndNothingElseButTheKey() throws IOException {
        String vault = "rescue-" + folder.getFileName().toString().toLowerCase().replaceAll("[^a-z0-9]", "");
        Machines machines = new Machines(folder.resolve("machines"));
        web = machines.machine("shop/rescued-01", 4);
        api.subscribe(vault, vault, machines.root());
        api.vault(vault, vault);
        api.discover(vault);
        String item = api.protect(vault, Api.ids(api.list("/vaults/" + vault + "/machines")))
                .get(0)
                .getString("id");
        api.completed(api.startBackup(vault, item));
        before = sha256(web);
        Machines.write(web, MIB, MIB / 2, 5);
        api.completed(api.startBackup(vault, item));
        points = api.points(vault, item);
        store = folder.resolve("copy");
        copy(server.stores().resolve(api.get("/vaults/" + vault).getString("id")), store);
    }

    @Test
    void points_are_listed_verified_and_restored_with_the_key_alone() throws IOException {
        assertThat(rescue("list", "--output", "json")).isEqualTo(ExitCode.OK);
        assertThat(new JsonArray(out.toString()))
                .extracting(row -> ((JsonObject) row).getString("point"))
                .containsExactly(points.get(1).getString("id"), points.get(0).getString("id"));

        assertThat(rescue("verify")).isEqualTo(ExitCode.OK);
        assertThat(rescue(
                        "restore",
                        "rescued-01",
                        "--to",
                        folder.resolve("newest").toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(sha256(folder.resolve("newest/root.raw"))).isEqualTo(sha256(web));
        assertThat(folder.resolve("newest/machine-configuration")).content().contains("root.raw");
        String older = points.get(1).getString("id");
        assertThat(rescue("restore", older, "--to", folder.resolve("older").toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(sha256(folder.resolve("older/root.raw"))).isEqualTo(before);

        assertThat(rescue("restore", older, "--to", folder.resolve("older").toString()))
                .as("nothing is overwritten")
                .isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void damage_names_the_points_it_hurts_and_a_wrong_key_opens_nothing() throws IOException {
        Path other = Files.writeString(folder.resolve("other.key"), "00".repeat(32));
        assertThat(run("rescue", "list", "--store", store.toString(), "--key", other.toString()))
                .isEqualTo(ExitCode.NOT_ALLOWED);
        assertThat(run("rescue", "list", "--store", folder.toString())).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(err.toString()).as("where else to look").contains(store.toString());
        assertThat(rescue("restore", "nobody", "--to", folder.resolve("none").toString()))
                .isEqualTo(ExitCode.NOT_FOUND);

        flipABitOfTheLargestPack();
        out.getBuffer().setLength(0);
        assertThat(rescue("verify")).isEqualTo(ExitCode.FAILED);
        assertThat(out.toString()).contains("✗").contains("is damaged");
    }

    @Test
    void the_master_key_is_changed_and_the_old_one_opens_nothing_any_more() throws IOException {
        String old = server.folder.resolve("data/master.key").toString();
        Path fresh = folder.resolve("fresh.key");
        Path stores = Files.createDirectories(folder.resolve("stores"));
        Files.move(store, stores.resolve("vault"));
        store = stores.resolve("vault");

        assertThat(run("key", "add", "--stores", stores.toString(), "--key", old, "--new", fresh.toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(rescue("list")).as("both open it").isEqualTo(ExitCode.OK);
        assertThat(run("key", "remove", "--stores", stores.toString(), "--key", fresh.toString(), "--old", old))
                .isEqualTo(ExitCode.OK);
        assertThat(rescue("list")).isEqualTo(ExitCode.NOT_ALLOWED);
        assertThat(run("rescue", "verify", "--store", store.toString(), "--key", fresh.toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(run("key", "remove", "--stores", stores.toString(), "--key", old, "--old", fresh.toString()))
                .as("the last key stays")
                .isEqualTo(ExitCode.NOT_ALLOWED);
    }

    @Test
    void data_comes_back_with_what_is_typed_from_the_recovery_kit() throws IOException {
        String key = server.folder.resolve("data/master.key").toString();
        assertThat(run("key", "kit", "--key", key, "--stores", folder.toString()))
                .isEqualTo(ExitCode.OK);
        String typed = out.toString()
                .lines()
                .filter(line -> line.matches(" {4}([0-9a-f]{4} ?){4}"))
                .collect(Collectors.joining("\n"));
        assertThat(out.toString()).contains(store.toString());
        Path file = Files.writeString(folder.resolve("typed.key"), typed);
        assertThat(run("rescue", "verify", "--store", store.toString(), "--key", file.toString()))
                .isEqualTo(ExitCode.OK);
    }

    private int rescue(String... arguments) {
        out.getBuffer().setLength(0);
        return run(Stream.concat(
                        Stream.of("rescue"),
                        Stream.concat(
                                Stream.of(arguments),
                                Stream.of(
                                        "--store",
                                        store.toString(),
                                        "--key",
                                        server.folder.resolve("data/master.key").toString())))
                .toArray(String[]::new));
    }

    private int run(String... arguments) {
        return Holdfast.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private void flipABitOfTheLargestPack() throws IOException {
        try (Stream<Path> files = Files.walk(store.resolve("packs"))) {
            Path pack = files.filter(Files::isRegularFile)
                    .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(pack);
            bytes[bytes.length / 2] ^= 1;
            Files.write(pack, bytes);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }
}
