package io.holdfast.cli.endtoend;

import static io.holdfast.cli.endtoend.Machines.MIB;
import static io.holdfast.cli.endtoend.Machines.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What Holdfast is for, step by step, over HTTP and real disk images. */
@ExtendWith(Server.Extension.class)
class MainJobIT {
    private final Server server;
    private final Api api;

    @TempDir
    Path folder;

    private Machines machines;

    MainJobIT(Server server) {
        this.server = server;
        this.api = server.api();
    }

    @BeforeEach
    void machines() {
        machines = new Machines(folder.resolve("machines"));
    }

    @Test
    void machines_are_discovered_registered_protected_backed_up_changed_backed_up_again_and_restored()
            throws Exception {
        Path web = machines.machine("shop/web-01", 4);
        Path twin = machines.machine("office/web-01", 3);
        api.subscribe("main-fleet", "main", machines.root());
        api.vault("main", "main");

        JsonObject discover =
                api.completed(api.start("/vaults/main/discoveries")).get(0);
        assertThat(discover.getString("operation")).isEqualTo("Discover");
        List<JsonObject> found = api.list("/vaults/main/machines?registration=NotRegistered");
        assertThat(found).extracting(m -> m.getString("cloudService")).containsExactlyInAnyOrder("shop", "office");
        assertThat(found).extracting(m -> m.getString("name")).containsOnly("web-01");

        List<JsonObject> items = api.protect("main", Api.ids(found));
        assertThat(items).extracting(i -> i.getString("status")).containsOnly("InitialBackupPending");
        JsonObject item = items.stream()
                .filter(i -> i.getString("cloudService").equals("shop"))
                .findFirst()
                .orElseThrow();
        String id = item.getString("id");

        List<JsonObject> full = api.completed(
                Api.ids(items).stream().map(i -> api.startBackup("main", i)).toList());
        assertThat(full).allSatisfy(job -> assertThat(
                        job.getJsonArray("subTasks").stream().map(task -> ((JsonObject) task).getString("status")))
                .containsExactly("Completed", "Completed", "Completed"));
        assertThat(api.get("/vaults/main/protected-items/" + id).getString("status"))
                .isEqualTo("Protected");
        String before = sha256(web);

        Machines.write(web, MIB, MIB / 4, 99);
        api.completed(api.startBackup("main", id));
        List<JsonObject> points = api.points("main", id);
        assertThat(points).extracting(p -> p.getString("kind")).containsExactly("Incremental", "Full");
        assertThat(points.get(0).getLong("newBytes")).isBetween(1L, 2L * MIB);
        assertThat(points.get(1).getLong("newBytes")).isBetween(2L * MIB, 4L * MIB);

        JsonObject old = points.get(1);
        api.completed(
                api.startRestore("main", id, points.get(0).getString("id"), target("new-machine", "name", "web-02")));
        Path copy = machines.folder("shop/web-02/root.raw");
        assertThat(sha256(copy)).isEqualTo(sha256(web));
        api.completed(api.startRestore("main", id, old.getString("id"), target("disks", "folder", "main/old-web")));
        assertThat(sha256(server.restores().resolve("main/old-web/root.raw"))).isEqualTo(before);
        api.completed(api.startRestore("main", id, old.getString("id"), target("original", null, null)));
        assertThat(sha256(web)).isEqualTo(before);
        assertThat(sha256(twin)).isNotEqualTo(before);
        assertThat(Machines.leftovers(machines.root())).isEmpty();
        assertThat(Machines.leftovers(server.restores())).isEmpty();

        JsonObject dashboard = api.get("/vaults/main/dashboard");
        assertThat(dashboard.getInteger("protectedItems")).isEqualTo(2);
        assertThat(dashboard.getInteger("recoveryPoints")).isEqualTo(3);
        JsonObject jobs = dashboard.getJsonObject("jobs");
        assertThat(jobs.getInteger("completed")).isEqualTo(11);
        assertThat(jobs.getInteger("failed") + jobs.getInteger("inProgress") + jobs.getInteger("queued"))
                .isZero();
        assertThat(dashboard.getJsonObject("storage").getLong("logicalBytes")).isEqualTo(11L * MIB);
        assertThat(api.get("/dashboard").getInteger("protectedItems")).isGreaterThanOrEqualTo(2);

        api.discover("main");
        assertThat(api.list("/vaults/main/machines?registration=NotRegistered"))
                .as("the restored copy is a machine of its own")
                .extracting(m -> m.getString("name"))
                .containsExactly("web-02");
        assertThat(Files.exists(copy)).isTrue();
    }

    @Test
    void protection_is_stopped_resumed_and_its_data_deleted_when_the_name_is_typed() {
        machines.machine("shop/db-01", 2);
        api.subscribe("stop-fleet", "stop", machines.root());
        api.vault("stop", "stop");
        api.discover("stop");
        JsonObject item =
                api.protect("stop", Api.ids(api.list("/vaults/stop/machines"))).get(0);
        String path = "/vaults/stop/protected-items/" + item.getString("id");
        api.completed(api.startBackup("stop", item.getString("id")));
        String registered = "/vaults/stop/registered-items/" + item.getString("id");
        assertThat(api.refused(409, "DELETE", registered, null).getString("code"))
                .isEqualTo("ItemProtected");

        api.completed(api.start(path + "/stop", new JsonObject().put("data", "keep")));
        JsonObject stopped = api.get(path);
        assertThat(stopped.getString("status")).isEqualTo("ProtectionStopped");
        assertThat(stopped.getString("policy")).isNull();
        assertThat(stopped.getInteger("recoveryPoints")).isEqualTo(1);
        assertThat(api.refused(409, "POST", path + "/backups", "{}").getString("code"))
                .isEqualTo("NotProtected");

        api.completed(api.start(path + "/resume", new JsonObject().put("policy", "DefaultPolicy")));
        assertThat(api.get(path).getString("status")).isEqualTo("Protected");
        api.completed(api.startBackup("stop", item.getString("id")));

        JsonObject dry = api.http()
                .post(path + "/stop?dryRun=true", "{\"data\":\"delete\"}")
                .json();
        assertThat(dry.getInteger("recoveryPointCount")).isEqualTo(2);
        assertThat(dry.getBoolean("bytesFreedExact")).isTrue();
        assertThat(dry.getLong("bytesFreed"))
                .as("what both points stored, and their manifests")
                .isGreaterThan(api.get(path).getLong("storedBytes"));
        JsonObject wrong = new JsonObject().put("data", "delete").put("confirmName", "db-02");
        assertThat(api.refused(422, "POST", path + "/stop", wrong.encode()).getString("code"))
                .isEqualTo("ConfirmationMismatch");
        api.completed(api.start(path + "/stop", wrong.put("confirmName", "db-01")));
        assertThat(api.list("/vaults/stop/protected-items")).isEmpty();
        assertThat(api.list("/vaults/stop/protected-items?deleted=true")).hasSize(1);
        assertThat(api.http().send("POST", path + "/undelete", null, Map.of()).status())
                .isEqualTo(200);
        assertThat(api.get(path).getString("status")).isEqualTo("ProtectionStopped");
        assertThat(api.get(path).getInteger("recoveryPoints")).isEqualTo(2);
        api.completed(api.start(path + "/stop", wrong));
        api.completed(api.start(path + "/purge", new JsonObject().put("confirmName", "db-01")));
        assertThat(api.list("/vaults/stop/registered-items?protected=false")).hasSize(1);
        JsonObject prune =
                api.completed(api.start("/vaults/stop/prunes")).get(0).getJsonObject("result");
        assertThat(prune.getLong("bytesFreed")).isPositive();
        assertThat(prune.getLong("bytesStored")).isZero();

        api.completed(api.startDelete(registered));
        assertThat(api.list("/vaults/stop/registered-items")).isEmpty();
        JsonObject machine = api.list("/vaults/stop/machines").get(0);
        assertThat(api.get("/machines/" + machine.getString("id")).getBoolean("eligible"))
                .isTrue();
        assertThat(api.http().send("DELETE", "/vaults/stop", null, Map.of()).status())
                .isEqualTo(204);
    }

    @Test
    void the_same_request_with_the_same_key_makes_one_job() {
        machines.machine("shop/web-01", 2);
        api.subscribe("key-fleet", "key", machines.root());
        api.vault("key", "key");
        Map<String, String> key = Map.of("Idempotency-Key", "discover-once");
        JsonArray first =
                api.http().post("/vaults/key/discoveries", null, key).json().getJsonArray("jobs");
        JsonArray again =
                api.http().post("/vaults/key/discoveries", null, key).json().getJsonArray("jobs");
        assertThat(again).isEqualTo(first);
        api.ended(first.getString(0));
        assertThat(api.list("/vaults/key/jobs")).hasSize(1);
    }

    private static JsonObject target(String kind, String field, String value) {
        JsonObject target = new JsonObject().put("kind", kind);
        return field == null ? target : target.put(field, value);
    }
}
