package io.holdfast.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong is refused with a code that says what, nothing half done, nothing lost. */
@ExtendWith(Server.Extension.class)
class BadInputIT {
    private final Server server;
    private final Api api;

    @TempDir
    Path folder;

    private Machines machines;
    /** Of this test alone: a vault, a region, a subscription of this name. */
    private String own;

    BadInputIT(Server server) {
        this.server = server;
        this.api = server.api();
    }

    @BeforeEach
    void ownVault() throws IOException {
        machines = new Machines(folder.resolve("machines"));
        Files.createDirectories(machines.root());
        own = "bad-" + UUID.randomUUID();
        api.subscribe(own, own, machines.root());
        api.vault(own, own);
    }

    // requests -----------------------------------------------------------------------------------

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    broken JSON       | {"name": "x", "region":        | 400 | InvalidRequest |
                    not an object     | [1, 2]                         | 400 | InvalidRequest |
                    an unknown field  | {"name":"x","region":"r","colour":"red"} | 400 | InvalidRequest | /colour
                    a wrong type      | {"name":7,"region":"r"}        | 400 | InvalidRequest | /name
                    a missing field   | {"name":"x"}                   | 400 | InvalidRequest | /region
                    an unknown choice | {"name":"x","region":"r","type":"shed"} | 400 | InvalidRequest | /type
                    a strange name    | {"name":"../x","region":"r"}   | 400 | InvalidRequest | /name
                    """)
    void a_malformed_vault_is_refused(String what, String body, int status, String code, String pointer) {
        JsonObject problem = api.refused(status, "POST", "/vaults", body);
        assertThat(problem.getString("code")).isEqualTo(code);
        if (pointer != null) {
            assertThat(pointers(problem)).contains(pointer);
        }
    }

    @Test
    void a_name_that_is_too_long_is_refused() {
        JsonObject body = new JsonObject().put("name", "x".repeat(10_000)).put("region", own);
        assertThat(pointers(api.refused(400, "POST", "/vaults", body.encode()))).containsExactly("/name");
    }

    @Test
    void a_duplicate_is_refused() {
        machines.machine("shop/web-01", 2);
        api.discover(own);
        String machine = api.list(path("/machines")).get(0).getString("id");
        JsonObject vault = new JsonObject().put("name", own).put("region", own);
        assertThat(api.refused(409, "POST", "/vaults", vault.encode()).getString("code"))
                .isEqualTo("VaultExists");
        JsonObject twice = ids(machine, machine);
        assertThat(api.http().post(path("/registered-items"), twice.encode()).status())
                .isBetween(400, 422);
        assertThat(api.list(path("/registered-items"))).isEmpty();

        api.completed(api.start(path("/registered-items"), ids(machine)));
        assertThat(api.refused(
                                409,
                                "POST",
                                path("/registered-items"),
                                ids(machine).encode())
                        .getString("code"))
                .isEqualTo("AlreadyRegistered");
        assertThat(api.list(path("/registered-items"))).hasSize(1);
    }

    @Test
    void what_does_not_exist_is_not_found() {
        UUID nobody = UUID.randomUUID();
        Map.of(
                        "/vaults/nowhere",
                        "VaultNotFound",
                        "/machines/" + nobody,
                        "MachineNotFound",
                        path("/registered-items/" + nobody),
                        "ItemNotFound",
                        path("/protected-items/" + nobody),
                        "ItemNotFound",
                        path("/policies/never"),
                        "PolicyNotFound",
                        "/jobs/" + nobody,
                        "JobNotFound",
                        "/nothing",
                        "NotFound")
                .forEach((path, code) -> assertThat(
                                api.refused(404, "GET", path, null).getString("code"))
                        .as(path)
                        .isEqualTo(code));
        assertThat(api.refused(400, "GET", "/machines/no-uuid", null).getString("code"))
                .isEqualTo("InvalidRequest");
    }

    @Test
    void a_page_of_machines_that_is_half_bad_does_nothing_and_names_each_bad_one() {
        machines.machine("shop/web-01", 2);
        machines.machine("shop/web-02", 2);
        api.discover(own);
        List<String> good = Api.ids(api.list(path("/machines")));
        String other = otherVaultsMachine();
        JsonObject problem = api.refused(
                422,
                "POST",
                path("/registered-items"),
                ids(good.get(0), UUID.randomUUID().toString(), good.get(1), other)
                        .encode());
        assertThat(pointers(problem)).containsExactly("/machineIds/1", "/machineIds/3");
        assertThat(codes(problem)).containsExactly("MachineNotFound", "OtherRegion");
        assertThat(api.list(path("/registered-items"))).isEmpty();
        assertThat(api.list(path("/jobs?operation=Register"))).isEmpty();
        assertThat(api.list(path("/machines?registration=NotRegistered"))).hasSize(2);

        JsonObject eligibility = api.get("/machines/" + other + "?vault=" + own);
        assertThat(eligibility.getBoolean("eligible")).isFalse();
        assertThat(eligibility.getJsonArray("checks").stream().map(check -> ((JsonObject) check).getString("reason")))
                .contains("OtherRegion");
    }

    /** Of another region. */
    private String otherVaultsMachine() {
        Machines elsewhere = new Machines(folder.resolve("elsewhere"));
        elsewhere.machine("far/web-01", 2);
        api.subscribe(own + "-2", own + "-2", elsewhere.root());
        api.vault(own + "-2", own + "-2");
        api.discover(own + "-2");
        return api.list("/vaults/" + own + "-2/machines").get(0).getString("id");
    }

    // machines -----------------------------------------------------------------------------------

    @Test
    void a_broken_machine_is_listed_with_its_problem_disturbs_no_other_and_cannot_be_registered() throws Exception {
        machines.machine("shop/good", 2);
        machines.manifest("shop/broken", "disks: [");
        machines.manifest("shop/outside", disk("../good/root.raw"));
        machines.manifest("shop/linked", disk("link.raw"));
        Files.createSymbolicLink(machines.folder("shop/linked/link.raw"), machines.folder("shop/good/root.raw"));
        Files.createSymbolicLink(machines.folder("shop/alias"), machines.folder("shop/good"));
        machines.manifest("shop/missing", disk("nowhere.raw"));

        api.ended(api.start(path("/discoveries")));
        List<JsonObject> found = api.list(path("/machines"));
        assertThat(found)
                .extracting(m -> m.getString("name"))
                .containsExactlyInAnyOrder("good", "broken", "outside", "linked", "missing");
        for (JsonObject machine : found) {
            boolean good = machine.getString("name").equals("good");
            assertThat(machine.getString("problem") == null)
                    .as(machine.encode())
                    .isEqualTo(good);
            if (!good) {
                assertThat(api.refused(
                                        422,
                                        "POST",
                                        path("/registered-items"),
                                        ids(machine.getString("id")).encode())
                                .getString("code"))
                        .isEqualTo("InvalidMachineManifest");
            }
        }
        api.completed(api.start(
                path("/registered-items"), ids(Api.named(found, "good").getString("id"))));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    a disk that shrinks under the reader     | truncate -s 1M root.raw | Failed                | DiskShrank
                    a disk that is written under the reader  | printf x >> root.raw; truncate -s 8M root.raw | CompletedWithWarnings | ImageChanged
                    """)
    void a_disk_that_changes_while_it_is_read(String what, String command, String status, String code)
            throws Exception {
        // thawing comes after the snapshot and before the first read
        Path image = machines.machine("shop/db-01", 8, "powerState: Running\n" + hooks());
        script("freeze.sh", "true");
        script("thaw.sh", command);
        String item = protectOne();

        JsonObject job = api.ended(api.startBackup(own, item));
        assertThat(job.getString("status")).as(job.encodePrettily()).isEqualTo(status);
        if (status.equals("Failed")) {
            assertThat(job.getJsonObject("error").getString("code")).isEqualTo(code);
            assertThat(job.getJsonObject("error").getJsonArray("recommendations"))
                    .isNotEmpty();
            assertThat(api.points(own, item)).isEmpty();
            assertThat(api.get(path("/protected-items/" + item)).getString("status"))
                    .isEqualTo("InitialBackupPending");
        } else {
            assertThat(job.getJsonArray("warnings").encode()).contains(code);
            assertThat(api.points(own, item).get(0).getString("consistency")).isEqualTo("crash");
        }
        assertThat(image).exists();
        assertThat(Machines.leftovers(machines.root())).isEmpty();
    }

    @Test
    void a_backup_of_a_machine_whose_disk_is_gone_fails_and_the_next_one_after_its_return_completes() throws Exception {
        Path image = machines.machine("shop/db-01", 2);
        String item = protectOne();
        Path away = Files.move(image, folder.resolve("away.raw"));
        JsonObject job = api.ended(api.startBackup(own, item));
        assertThat(job.getString("status")).isEqualTo("Failed");
        assertThat(job.getJsonObject("error").getString("code")).isEqualTo("DiskMissing");

        Files.createDirectory(image);
        job = api.ended(api.startBackup(own, item));
        assertThat(job.getString("status")).isEqualTo("Failed");
        assertThat(job.getJsonObject("error").getString("code")).isIn("DiskUnreadable", "InvalidMachineManifest");

        Files.delete(image);
        Files.move(away, image);
        api.completed(api.startBackup(own, item));
        assertThat(api.points(own, item)).hasSize(1);
    }

    @Test
    void a_restore_that_would_write_over_something_is_refused_or_fails_and_writes_nothing() {
        Path image = machines.machine("shop/db-01", 2, "powerState: Running\n");
        String before = Machines.sha256(image);
        String item = protectOne();
        api.completed(api.startBackup(own, item));
        String point = api.points(own, item).get(0).getString("id");
        assertRestoreRefused(
                item, point, new JsonObject().put("kind", "new-machine").put("name", "db-01"), "TargetExists");
        assertRestoreRefused(item, point, new JsonObject().put("kind", "original"), "MachineRunning");
        assertRestoreRefused(
                item, point, new JsonObject().put("kind", "disks").put("folder", "../../escaped"), "TargetUnavailable");
        assertThat(Machines.sha256(image)).isEqualTo(before);
        assertThat(server.folder.resolve("escaped")).doesNotExist();
        assertThat(Machines.leftovers(machines.root())).isEmpty();
    }

    /** Before there is a job where that can be known, else by the job. */
    private void assertRestoreRefused(String item, String point, JsonObject target, String code) {
        String restores = path("/protected-items/" + item + "/recovery-points/" + point + "/restores");
        var reply =
                api.http().post(restores, new JsonObject().put("target", target).encode());
        if (reply.status() == 202) {
            JsonObject job = api.ended(reply.json().getJsonArray("jobs").getString(0));
            assertThat(job.getString("status")).isEqualTo("Failed");
            assertThat(job.getJsonObject("error").getString("code")).isEqualTo(code);
        } else {
            assertThat(reply.code() + codes(reply.json())).contains(code);
        }
    }

    // --------------------------------------------------------------------------------------------

    private String path(String below) {
        return "/vaults/" + own + below;
    }

    private String protectOne() {
        api.discover(own);
        return api.protect(own, Api.ids(api.list(path("/machines")))).get(0).getString("id");
    }

    private static JsonObject ids(String... machines) {
        return new JsonObject().put("machineIds", new JsonArray(List.of(machines)));
    }

    private static String disk(String file) {
        return "disks:\n  - name: root\n    file: " + file + "\n";
    }

    private static String hooks() {
        return "freeze:\n  command: [./freeze.sh]\nthaw:\n  command: [./thaw.sh]\n";
    }

    private void script(String name, String text) throws IOException {
        Path file = machines.folder("shop/db-01").resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static List<String> pointers(JsonObject problem) {
        return errors(problem, "pointer");
    }

    private static List<String> codes(JsonObject problem) {
        return errors(problem, "code");
    }

    private static List<String> errors(JsonObject problem, String field) {
        return problem.getJsonArray("errors").stream()
                .map(error -> ((JsonObject) error).getString(field))
                .toList();
    }
}
