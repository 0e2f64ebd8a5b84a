package io.holdfast.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong is refused with a code that says what, nothing half done, nothing lost. */
@ExtendWith(Server.Extension.class)
class BadInputIT {
    private static final String ON_MONDAYS = "\"weekly\":{\"weekdays\":[\"Monday\"],\"weeks\":4}";

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

    // policies -----------------------------------------------------------------------------------

    /** Schedules, retention, and where what is wrong. DAILY and MONDAYS are schedules without fault, ON_MONDAYS the retention that fits the latter. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    weekly schedule, daily retention      | MONDAYS | "daily":{"days":7},ON_MONDAYS | /retention/daily NotAllowed
                    weekly schedule, no weekly retention  | MONDAYS | "yearly":{"months":["May"],"weekBased":{"weeks":["First"],"weekdays":["Monday"]},"years":1} | /retention/weekly Required
                    daily schedule, no daily retention    | DAILY | ON_MONDAYS | /retention/daily Required
                    weekdays kept that are not scheduled  | MONDAYS | "weekly":{"weekdays":["Sunday"],"weeks":4} | /retention/weekly/weekdays Mismatch
                    scheduled weekdays that are not kept  | MONDAYS,MONDAYS_AND_FRIDAYS | ON_MONDAYS | /retention/weekly/weekdays Mismatch
                    a month's weekday that is not there   | MONDAYS | ON_MONDAYS,"monthly":{"weekBased":{"weeks":["Last"],"weekdays":["Monday","Friday"]},"months":3} | /retention/monthly/weekBased/weekdays/1 Mismatch
                    a year's weekday that is not there    | MONDAYS | ON_MONDAYS,"yearly":{"months":["May"],"weekBased":{"weeks":["Last"],"weekdays":["Sunday"]},"years":3} | /retention/yearly/weekBased/weekdays/0 Mismatch
                    weekly schedule, days of the month    | MONDAYS | ON_MONDAYS,"monthly":{"dayBased":{"lastDay":true},"months":3} | /retention/monthly/dayBased NotAllowed
                    both formats of a month               | DAILY | "daily":{"days":7},"monthly":{"dayBased":{"lastDay":true},"weekBased":{"weeks":["Last"],"weekdays":["Friday"]},"months":3} | /retention/monthly/dayBased NotAllowed
                    counts of zero                        | DAILY | "daily":{"days":0},"weekly":{"weekdays":["Sunday"],"weeks":0},"monthly":{"dayBased":{"lastDay":true},"months":0},"yearly":{"months":["May"],"dayBased":{"lastDay":true},"years":0} | /retention/daily/days OutOfRange,/retention/weekly/weeks OutOfRange,/retention/monthly/months OutOfRange,/retention/yearly/years OutOfRange
                    counts over the limits                | DAILY | "daily":{"days":10000},"weekly":{"weekdays":["Sunday"],"weeks":5164},"monthly":{"dayBased":{"lastDay":true},"months":1189},"yearly":{"months":["May"],"dayBased":{"lastDay":true},"years":100} | /retention/daily/days OutOfRange,/retention/weekly/weeks OutOfRange,/retention/monthly/months OutOfRange,/retention/yearly/years OutOfRange
                    days no month has in each year        | DAILY | "daily":{"days":7},"monthly":{"dayBased":{"days":[1,29]},"months":3} | /retention/monthly/dayBased/days/1 OutOfRange
                    no retention at all                   | DAILY | | /retention/daily Required
                    an unknown zone                       | {"kind":"Daily","times":["22:00"],"timeZone":"Mars/Olympus"} | "daily":{"days":7} | /schedules/0/timeZone Invalid
                    two zones                             | DAILY,{"kind":"Daily","times":["06:00"],"timeZone":"Asia/Tokyo"} | "daily":{"days":7} | /schedules/1/timeZone Mismatch
                    times that are none                   | DAILY,{"kind":"Daily","times":["06:00","25:00"],"timeZone":"UTC"} | "daily":{"days":7} | /schedules/1/times/1 Invalid
                    a weekly schedule without days        | DAILY,{"kind":"Weekly","times":["06:00"],"timeZone":"UTC"} | "daily":{"days":7} | /schedules/1/days Required
                    days of a daily schedule              | {"kind":"Daily","times":["06:00"],"days":["Monday"],"timeZone":"UTC"} | "daily":{"days":7} | /schedules/0/days NotAllowed
                    every zero hours                      | {"kind":"Hourly","times":[],"hourly":{"every":0,"from":"08:00","hours":25},"timeZone":"UTC"} | "daily":{"days":7} | /schedules/0/hourly/every OutOfRange,/schedules/0/hourly/hours OutOfRange
                    the same schedule twice               | MONDAYS,DAILY,MONDAYS | "daily":{"days":7} | /schedules/2 Duplicate
                    Skip without a deadline               | {"kind":"Daily","times":["06:00"],"timeZone":"UTC","misfire":"Skip"} | "daily":{"days":7} | /schedules/0/startDeadline Required
                    jitter beyond another schedule's run  | {"kind":"Daily","times":["21:50"],"timeZone":"UTC","jitter":"PT15M"},DAILY | "daily":{"days":7} | /schedules/0/jitter OutOfRange
                    """)
    void a_policy_that_contradicts_itself_is_refused_at_each_field(
            String what, String schedules, String retention, String errors) {
        JsonObject policy = new JsonObject("{\"schedules\":[" + schedules(schedules) + "],\"retention\":{"
                + (retention == null ? "" : retention.replace("ON_MONDAYS", ON_MONDAYS)) + "}}");
        String[] expected = errors.split(",");
        assertPolicyRefused("PUT", "/policies/DefaultPolicy", policy, "", expected);
        assertPolicyRefused("PUT", "/policies/DefaultPolicy?dryRun=true", policy, "", expected);
        policy.put("name", "wrong");
        assertPolicyRefused("POST", "/policies", policy, "", expected);
        JsonObject protect = new JsonObject()
                .put("itemIds", new JsonArray().add(UUID.randomUUID().toString()))
                .put("newPolicy", policy);
        assertPolicyRefused("POST", "/protected-items", protect, "/newPolicy", expected);
        assertThat(api.list(path("/policies")))
                .extracting(it -> it.getString("name"))
                .containsExactly("DefaultPolicy");
        assertThat(api.get(path("/policies/DefaultPolicy"))
                        .getJsonObject("retention")
                        .encode())
                .isEqualTo("{\"daily\":{\"days\":30}}");
    }

    private static String schedules(String text) {
        String weekly = "{\"kind\":\"Weekly\",\"times\":[\"10:00\"],\"timeZone\":\"UTC\",\"days\":[";
        return text.replace("MONDAYS_AND_FRIDAYS", weekly + "\"Monday\",\"Friday\"]}")
                .replace("MONDAYS", weekly + "\"Monday\"]}")
                .replace("DAILY", "{\"kind\":\"Daily\",\"times\":[\"22:00\"],\"timeZone\":\"UTC\"}");
    }

    private void assertPolicyRefused(String method, String below, JsonObject body, String prefix, String... errors) {
        JsonObject problem = api.refused(422, method, path(below), body.encode());
        assertThat(problem.getJsonArray("errors").stream()
                        .map(JsonObject.class::cast)
                        .map(error -> error.getString("pointer") + " " + error.getString("code")))
                .as("%s %s: %s", method, below, problem)
                .containsExactly(Stream.of(errors).map(prefix::concat).toArray(String[]::new));
        assertThat(problem.getJsonArray("recommendations")).isNotEmpty();
    }

    @Test
    void a_policy_with_too_many_schedules_or_none_is_refused() {
        String one = schedules("DAILY");
        for (int count : new int[] {0, 11}) {
            JsonArray schedules = new JsonArray();
            for (int i = 0; i < count; i++) {
                schedules.add(new JsonObject(one).put("times", new JsonArray().add("22:%02d".formatted(i))));
            }
            JsonObject policy = new JsonObject()
                    .put("name", "wrong")
                    .put("schedules", schedules)
                    .put("retention", new JsonObject("{\"daily\":{\"days\":7}}"));
            var reply = api.http().post(path("/policies"), policy.encode());
            assertThat(reply.status()).as(reply.raw().body()).isBetween(400, 422);
            assertThat(pointers(reply.json())).containsExactly("/schedules");
        }
    }

    @Test
    void a_preview_is_of_the_next_20_runs_of_all_schedules_and_takes_no_strange_count() {
        JsonObject policy = new JsonObject("""
                {"name":"several","schedules":[%s,
                   {"kind":"Hourly","times":[],"hourly":{"every":6,"from":"04:00","hours":18},"timeZone":"UTC"}],
                 "retention":{"daily":{"days":7},"weekly":{"weekdays":["Monday"],"weeks":5}}}
                """.formatted(schedules("MONDAYS,DAILY")));
        api.create(path("/policies"), policy);
        // a Sunday
        JsonArray runs = api.get(path("/policies/several/preview?from=2026-03-01T12:00:00Z"))
                .getJsonArray("runs");
        List<String> expected = new ArrayList<>(List.of("2026-03-01T16:00:00Z", "2026-03-01T22:00:00Z"));
        for (int day = 2; expected.size() < 20; day++) {
            for (int hour : new int[] {4, 10, 16, 22}) {
                expected.add("2026-03-%02dT%02d:00:00Z".formatted(day, hour));
            }
        }
        assertThat(runs.stream().map(run -> ((JsonObject) run).getString("at")))
                .as("Monday at 10 is named by two schedules, 22:00 each day, too")
                .containsExactlyElementsOf(expected.subList(0, 20));
        assertThat(runs.getJsonObject(2).getString("keptUntil")).isNotNull();
        for (String count : List.of("0", "101", "many")) {
            assertThat(pointers(api.refused(400, "GET", path("/policies/several/preview?count=" + count), null)))
                    .containsExactly("?count");
        }
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
