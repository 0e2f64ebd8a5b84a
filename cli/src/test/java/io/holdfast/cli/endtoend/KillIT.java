package io.holdfast.cli.endtoend;

import static io.holdfast.cli.endtoend.Machines.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.Holdfast;
import io.holdfast.gateway.testing.ContractCheck;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code holdfast up} in a JVM of its own, killed with SIGKILL in the middle of its work and started again on the same folder. */
class KillIT {
    private static final String VAULT = "home";

    @TempDir
    Path folder;

    private int port;
    private int starts;
    private ChildJvm server;
    private Api api;
    private Machines machines;

    @BeforeEach
    void start() throws IOException {
        port = Server.freePort();
        machines = new Machines(folder.resolve("machines"));
        up();
    }

    @AfterEach
    void stop() {
        server.stop();
        server.close();
        assertThat(postgres()).as("PostgreSQL has ended with its server").isNotPresent();
    }

    private void up() throws IOException {
        Path output = folder.resolve("server-" + ++starts + ".log");
        server = ChildJvm.start(
                output, 512, List.of(), Holdfast.class, "up", "--data", data().toString(), "--port", "" + port);
        server.printed("(Holdfast is up)");
        String token = Files.readString(data().resolve("admin.token")).strip();
        api = new Api("http://127.0.0.1:" + port, token, new ContractCheck());
    }

    private void killAndRestart() throws IOException {
        long orphan = postgres().orElseThrow().pid();
        server.kill();
        assertThat(ProcessHandle.of(orphan))
                .as("PostgreSQL outlives a killed server")
                .isPresent();
        up();
    }

    private Path data() {
        return folder.resolve("data");
    }

    private Optional<ProcessHandle> postgres() {
        Path file = data().resolve("postgres/postmaster.pid");
        try {
            return Files.exists(file)
                    ? ProcessHandle.of(Long.parseLong(Files.readAllLines(file).get(0)))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_backup_that_was_under_way_is_taken_up_again_and_leaves_one_whole_point() throws IOException {
        Path image = machines.machine("shop/db-01", 384);
        String item = protect();
        String job = api.startBackup(VAULT, item);
        await("the first pack of several is durable", () -> anyFile(data().resolve("stores"), ".pack"));
        killAndRestart();

        JsonObject ended = api.completed(job);
        assertThat(ended.getInteger("attempt")).isEqualTo(2);
        assertThat(api.points(VAULT, item)).hasSize(1);
        assertNothingIsHalfDone(item);
        assertEveryPointRestores(item, sha256(image));
    }

    @Test
    void a_restore_that_was_under_way_is_taken_up_again_and_leaves_one_whole_machine() throws IOException {
        Path image = machines.machine("shop/db-01", 384);
        String item = protect();
        api.completed(api.startBackup(VAULT, item));
        String point = api.points(VAULT, item).get(0).getString("id");
        JsonObject target = new JsonObject().put("kind", "new-machine").put("name", "db-02");
        String job = api.startRestore(VAULT, item, point, target);
        await(
                "the first byte of several hundred million is restored",
                () -> firstByteIn(machines.folder("shop/.holdfast")));
        killAndRestart();

        JsonObject ended = api.completed(job);
        assertThat(ended.getInteger("attempt")).isEqualTo(2);
        assertThat(sha256(machines.folder("shop/db-02/root.raw"))).isEqualTo(sha256(image));
        assertThat(machines.root().resolve("shop"))
                .isDirectoryNotContaining(path -> path.getFileName().toString().startsWith("."));
        assertNothingIsHalfDone(item);
    }

    @Test
    void a_machine_frozen_by_a_server_that_was_killed_is_thawed() throws IOException {
        machines.machine("shop/db-01", 2, """
                powerState: Running
                freeze:
                  command: [./freeze.sh]
                thaw:
                  command: [./thaw.sh]
                """);
        Path machine = machines.folder("shop/db-01");
        // the first freeze hangs until somebody writes into the pipe, the next do not
        script(machine.resolve("freeze.sh"), "touch frozen; [ -e gate ] || { mkfifo gate; read line < gate; }");
        script(machine.resolve("thaw.sh"), "rm -f frozen");
        String item = protect();
        String job = api.startBackup(VAULT, item);
        await("freezing hangs", () -> Files.exists(machine.resolve("gate")));
        // opened for both, a pipe waits for nobody
        try (FileChannel gate =
                FileChannel.open(machine.resolve("gate"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            server.kill();
            assertThat(machine.resolve("frozen")).as("nobody has thawed it yet").exists();
            up();
            api.completed(job);
            gate.write(ByteBuffer.wrap("go on\n".getBytes(StandardCharsets.UTF_8)));
        }
        assertThat(machine.resolve("frozen")).doesNotExist();
        assertThat(api.points(VAULT, item)).hasSize(1);
        assertNothingIsHalfDone(item);
    }

    @Test
    void a_second_server_on_the_same_folder_is_refused_and_harms_nothing() throws IOException {
        Path output = folder.resolve("second.log");
        try (ChildJvm second = ChildJvm.start(
                output,
                512,
                List.of(),
                Holdfast.class,
                "up",
                "--data",
                data().toString(),
                "--port",
                "" + Server.freePort())) {
            assertThat(second.exitCode()).isNotZero();
            assertThat(second.printed()).contains("another Holdfast").doesNotContain("Exception");
        }
        assertThat(api.list("/vaults")).isEmpty();
    }

    // steps --------------------------------------------------------------------------------------

    private String protect() {
        api.subscribe("fleet", "local", machines.root());
        api.vault(VAULT, "local");
        api.discover(VAULT);
        return api.protect(VAULT, Api.ids(api.list("/vaults/" + VAULT + "/machines")))
                .get(0)
                .getString("id");
    }

    /** No item on its way from one state to another, no job unfinished, no folder of work. */
    private void assertNothingIsHalfDone(String item) {
        await("the item rests", () -> api.get("/vaults/" + VAULT + "/protected-items/" + item)
                .getString("status")
                .equals("Protected"));
        assertThat(api.list("/vaults/" + VAULT + "/registered-items")).allSatisfy(i -> {
            assertThat(i.getString("status")).isEqualTo("Registered");
            assertThat(i.getString("activeJob")).isNull();
        });
        assertThat(api.get("/vaults/" + VAULT + "/protected-items/" + item).getString("activeJob"))
                .isNull();
        assertThat(api.list("/jobs?status=Queued,InProgress,Cancelling")).isEmpty();
        await("no work is left in the machines' folders", () -> Machines.leftovers(machines.root())
                .isEmpty());
        assertThat(Machines.leftovers(data().resolve("restores"))).isEmpty();
    }

    private void assertEveryPointRestores(String item, String sha256) {
        int number = 0;
        for (JsonObject point : api.points(VAULT, item)) {
            String to = "check-" + ++number;
            api.completed(api.startRestore(
                    VAULT,
                    item,
                    point.getString("id"),
                    new JsonObject().put("kind", "disks").put("folder", to)));
            assertThat(sha256(data().resolve("restores").resolve(to).resolve("root.raw")))
                    .isEqualTo(sha256);
        }
    }

    private static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofMinutes(2))
                .until(condition);
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static boolean anyFile(Path folder, String suffix) {
        return files(folder).stream().anyMatch(path -> path.toString().endsWith(suffix));
    }

    private static boolean firstByteIn(Path folder) {
        return files(folder).stream()
                .filter(path -> path.toString().endsWith(".raw"))
                .anyMatch(KillIT::hasFirstByte);
    }

    private static boolean hasFirstByte(Path image) {
        try (InputStream in = Files.newInputStream(image)) {
            return in.read() > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
            return all.toList();
        } catch (IOException | UncheckedIOException gone) {
            return List.of();
        }
    }
}
