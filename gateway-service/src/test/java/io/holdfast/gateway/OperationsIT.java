package io.holdfast.gateway;

import static io.holdfast.gateway.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.alert.AlertCause;
import io.holdfast.contracts.alert.AlertEndpoints;
import io.holdfast.contracts.alert.AlertFilter;
import io.holdfast.contracts.alert.AlertSeverity;
import io.holdfast.contracts.alert.AlertStatus;
import io.holdfast.contracts.alert.ChangeNotifications;
import io.holdfast.contracts.alert.DeliveryStatus;
import io.holdfast.contracts.alert.NotificationMode;
import io.holdfast.contracts.alert.Webhook;
import io.holdfast.contracts.backup.TargetKind;
import io.holdfast.contracts.backup.VerifyDepth;
import io.holdfast.contracts.discovery.DiscoveryEndpoints;
import io.holdfast.contracts.discovery.ListMachines;
import io.holdfast.contracts.discovery.RegistrationFilter;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.ListJobs;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.protection.ChangePolicy;
import io.holdfast.contracts.protection.Misfire;
import io.holdfast.contracts.protection.PauseItem;
import io.holdfast.contracts.protection.PausePolicy;
import io.holdfast.contracts.protection.PreviewPolicy;
import io.holdfast.contracts.protection.ProtectItems;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.PurgeItem;
import io.holdfast.contracts.protection.RetainPoint;
import io.holdfast.contracts.protection.Schedule;
import io.holdfast.contracts.protection.StartRestore;
import io.holdfast.contracts.protection.StopData;
import io.holdfast.contracts.protection.StopProtection;
import io.holdfast.gateway.testing.Http;
import io.holdfast.gateway.testing.Http.Reply;
import io.holdfast.gateway.testing.SseClient;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every operation, from the request to the record on the bus and back. {@link Http} holds each answer against the contract.
 */
@ExtendWith(PostgresExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperationsIT {

    private static final String ITEMS = "/vaults/home/protected-items/" + ITEM;
    private static final String POINTS = ITEMS + "/recovery-points";

    private TestGateway gateway;
    private FakeServices services;
    private Http http;

    @BeforeAll
    void start(TestDatabase database) throws Exception {
        gateway = TestGateway.start(database, new JsonObject());
        services = new FakeServices(gateway);
        http = gateway.http();
    }

    @AfterAll
    void stop() {
        // the last to run: by then every operation has been seen to answer as the contract says
        Set<String> missing = gateway.contract.operations();
        missing.removeAll(gateway.contract.seen());
        gateway.close();
        assertThat(missing).as("operations no test has had an answer of").isEmpty();
    }

    @Test
    void subscriptions() {
        Reply made = http.post("/subscriptions", """
                {"name":"lab","fabric":"directory","region":"local","settings":{"path":"/srv"}}""");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo("/api/v1/subscriptions/lab");
        assertThat(made.header("ETag")).isEqualTo("\"7\"");
        assertThat(http.get("/subscriptions").status()).isEqualTo(200);
        assertThat(http.get("/subscriptions/lab").header("ETag")).isEqualTo("\"7\"");
        Reply changed = http.send("PUT", "/subscriptions/lab", """
                {"settings":{"path":"/other"}}""", Map.of("If-Match", "\"7\""));
        assertThat(changed.status()).isEqualTo(200);
        assertThat(services.last(DiscoveryEndpoints.SUBSCRIPTION_CHANGE).ifVersion())
                .isEqualTo(7);
        assertThat(http.send("DELETE", "/subscriptions/lab", null, Map.of()).status())
                .isEqualTo(204);
        assertThat(http.post("/subscriptions/lab/check", null).status()).isEqualTo(200);
    }

    @Test
    void machines() {
        assertThat(http.get("/machines?name=Web%2001&limit=7&cursor=abc").status())
                .isEqualTo(200);
        ListMachines all = services.last(DiscoveryEndpoints.MACHINE_LIST);
        assertThat(all.filter().vault()).isNull();
        assertThat(all.filter().name()).isEqualTo("Web 01");
        assertThat(all.page().limit()).isEqualTo(7);
        assertThat(all.page().cursor()).isEqualTo("abc");

        assertThat(http.get("/vaults/home/machines?registration=NotRegistered&cloudService=a&subscription=lab")
                        .status())
                .isEqualTo(200);
        ListMachines ofVault = services.last(DiscoveryEndpoints.MACHINE_LIST);
        assertThat(ofVault.filter().vault()).isEqualTo("home");
        assertThat(ofVault.filter().registration()).isEqualTo(RegistrationFilter.NotRegistered);
        assertThat(ofVault.page().limit()).isEqualTo(50);

        assertThat(http.get("/machines/" + MACHINE + "?vault=home").json().getBoolean("eligible"))
                .isFalse();
        Reply started = http.post("/vaults/home/discoveries", null);
        assertThat(started.status()).isEqualTo(202);
        assertThat(started.header("Location")).isEqualTo("/api/v1/jobs/" + JOB);
    }

    @Test
    void textThatLooksLikeSomethingElseStaysText() {
        for (String name : new String[] {"1.5", "100%25", "%2B01:00", "true", "a%22b", "%C3%A4", "null", "%5B1%5D"}) {
            assertThat(http.get("/machines?name=" + name).status()).isEqualTo(200);
            String expected = URLDecoder.decode(name, StandardCharsets.UTF_8);
            assertThat(services.last(DiscoveryEndpoints.MACHINE_LIST).filter().name())
                    .isEqualTo(expected);
        }
    }

    @Test
    void a_verification_is_a_job_of_the_depth_asked_for() {
        Reply started = http.post("/vaults/home/verifications", "{\"depth\":\"Content\"}");
        assertThat(started.status()).isEqualTo(202);
        assertThat(services.last(ProtectionEndpoints.VAULT_VERIFY).depth()).isEqualTo(VerifyDepth.Content);
        assertThat(http.post("/vaults/home/verifications", "{\"depth\":\"deep\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void a_prune_is_a_job() {
        Reply started = http.post("/vaults/home/prunes", null);
        assertThat(started.status()).isEqualTo(202);
        assertThat(started.header("Location")).isEqualTo("/api/v1/jobs/" + JOB);
    }

    @Test
    void vaults() {
        Reply made = http.post("/vaults", """
                {"name":"home","region":"local","type":"recovery-services","encryption":true,"chunkSize":1048576}""");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo("/api/v1/vaults/home");
        assertThat(http.get("/vaults?region=local").status()).isEqualTo(200);
        assertThat(http.get("/vaults/home").status()).isEqualTo(200);
        assertThat(http.send("DELETE", "/vaults/home", null, Map.of("If-Match", "*"))
                        .status())
                .isEqualTo(204);
    }

    @Test
    void alerts() {
        assertThat(http.get("/alerts?status=Open,Acknowledged&cause=BackupFailed&severity=Critical&item=" + ITEM)
                        .status())
                .isEqualTo(200);
        AlertFilter filter = services.last(AlertEndpoints.LIST).filter();
        assertThat(filter)
                .isEqualTo(new AlertFilter(
                        null,
                        List.of(AlertStatus.Open, AlertStatus.Acknowledged),
                        List.of(AlertCause.BackupFailed),
                        List.of(AlertSeverity.Critical),
                        ITEM));
        assertThat(http.get("/vaults/home/alerts").status()).isEqualTo(200);
        assertThat(services.last(AlertEndpoints.LIST).filter().vault()).isEqualTo("home");
        String alert = "/alerts/" + Samples.ALERT.id();
        assertThat(http.get(alert).header("ETag")).isEqualTo("\"3\"");
        assertThat(http.get(alert + "/items?limit=7").status()).isEqualTo(200);
        assertThat(services.last(AlertEndpoints.ITEMS).page().limit()).isEqualTo(7);
        assertThat(http.post(alert + "/acknowledge", "{\"note\":\"ordered\"}").status())
                .isEqualTo(200);
        assertThat(services.last(AlertEndpoints.ACKNOWLEDGE).note()).isEqualTo("ordered");
        assertThat(http.post(alert + "/acknowledge", null).status()).isEqualTo(200);
        assertThat(services.last(AlertEndpoints.ACKNOWLEDGE).note()).isNull();
        assertThat(http.post(alert + "/resolve", null).status()).isEqualTo(200);
    }

    @Test
    void notifications() {
        String path = "/vaults/home/notifications";
        assertThat(http.get(path).header("ETag")).isEqualTo("\"4\"");
        Reply changed = http.send("PUT", path, """
                {"mode":"AtOnce","severities":["Warning"],"recipients":["a@b.c"],"webhooks":[{"url":"https://a","secret":"whsec_x"}]}""", Map.of("If-Match", "\"4\""));
        assertThat(changed.status()).isEqualTo(200);
        assertThat(services.last(AlertEndpoints.NOTIFICATIONS_CHANGE))
                .isEqualTo(new ChangeNotifications(
                        "home",
                        NotificationMode.AtOnce,
                        List.of(AlertSeverity.Warning),
                        List.of("a@b.c"),
                        List.of(new Webhook("https://a", "whsec_x")),
                        4L));
        assertThat(http.post(path + "/test", null).status()).isEqualTo(200);
        assertThat(http.get(path + "/deliveries?status=Pending,GivenUp").status())
                .isEqualTo(200);
        assertThat(services.last(AlertEndpoints.DELIVERIES).status())
                .containsExactly(DeliveryStatus.Pending, DeliveryStatus.GivenUp);
    }

    @Test
    void registeredItems() {
        Reply list = http.get("/vaults/home/registered-items?status=Registered,Registering&protected=false&name=w");
        assertThat(list.status()).isEqualTo(200);
        assertThat(list.json().getJsonArray("items").getJsonObject(0).getBoolean("protected"))
                .isTrue();
        Reply accepted =
                http.post("/vaults/home/registered-items", "{\"machineIds\":[\"" + MACHINE + "\",\"" + ITEM + "\"]}");
        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.json().getJsonArray("jobs")).hasSize(2);
        assertThat(accepted.header("Location")).isNull();
        assertThat(http.get("/vaults/home/registered-items/" + ITEM).status()).isEqualTo(200);
        assertThat(http.send("DELETE", "/vaults/home/registered-items/" + ITEM, null, Map.of())
                        .header("Location"))
                .isEqualTo("/api/v1/jobs/" + JOB);
    }

    @Test
    void policies() {
        String content = """
                "schedules":[{"kind":"Daily","times":["02:30"],"timeZone":"Europe/Berlin"}],
                "retention":{"daily":{"days":30},"monthly":{"dayBased":{"lastDay":true},"months":12}}""";
        assertThat(http.post("/vaults/home/policies", "{\"name\":\"nightly\"," + content + "}")
                        .header("Location"))
                .isEqualTo("/api/v1/vaults/home/policies/nightly");
        assertThat(services.last(ProtectionEndpoints.POLICY_CREATE)
                        .policy()
                        .schedules()
                        .get(0)
                        .days())
                .isEmpty();
        assertThat(http.get("/vaults/home/policies").status()).isEqualTo(200);
        assertThat(http.get("/vaults/home/policies/nightly").status()).isEqualTo(200);
        assertThat(http.get("/vaults/home/policies/nightly/preview?count=3&from=2026-03-01T00:00:00Z")
                        .status())
                .isEqualTo(200);
        assertThat(services.last(ProtectionEndpoints.POLICY_PREVIEW))
                .isEqualTo(new PreviewPolicy("home", "nightly", Instant.parse("2026-03-01T00:00:00Z"), 3));
        assertThat(http.get("/vaults/home/policies/nightly/preview").status()).isEqualTo(200);
        assertThat(services.last(ProtectionEndpoints.POLICY_PREVIEW))
                .as("the next 20, from now on")
                .isEqualTo(new PreviewPolicy("home", "nightly", null, 20));
        Reply changed = http.send("PUT", "/vaults/home/policies/nightly", "{" + content + "}", Map.of());
        assertThat(changed.status()).isEqualTo(202);
        Reply dry = http.send("PUT", "/vaults/home/policies/nightly?dryRun=true", "{" + content + "}", Map.of());
        assertThat(dry.status()).isEqualTo(200);
        ChangePolicy change = services.last(ProtectionEndpoints.POLICY_CHANGE);
        assertThat(change.dryRun()).isTrue();
        assertThat(http.send("PUT", "/vaults/home/policies/nightly/pause", null, Map.of())
                        .status())
                .isEqualTo(200);
        assertThat(services.last(ProtectionEndpoints.POLICY_PAUSE)).isEqualTo(new PausePolicy("home", "nightly", true));
        assertThat(http.send("DELETE", "/vaults/home/policies/nightly/pause", null, Map.of())
                        .status())
                .isEqualTo(200);
        assertThat(services.last(ProtectionEndpoints.POLICY_PAUSE).paused()).isFalse();
        assertThat(http.send("DELETE", "/vaults/home/policies/nightly", null, Map.of())
                        .status())
                .isEqualTo(204);
    }

    @Test
    void schedules() {
        String hourly = """
                {"name":"hourly","schedules":[{"kind":"Daily","times":["04:00"],"timeZone":"UTC"},
                {"kind":"Hourly","times":[],"timeZone":"UTC","hourly":{"every":4,"from":"08:00","hours":12},
                "jitter":"PT10M","misfire":"Skip","startDeadline":"PT2H"}],"retention":{"daily":{"days":30}}}""";
        assertThat(http.post("/vaults/home/policies", hourly).status()).isEqualTo(201);
        Schedule schedule = services.last(ProtectionEndpoints.POLICY_CREATE)
                .policy()
                .schedules()
                .get(1);
        assertThat(schedule.hourly()).isEqualTo(new Schedule.Hourly(4, "08:00", 12));
        assertThat(schedule.jitter()).isEqualTo(Duration.ofMinutes(10));
        assertThat(schedule.misfire()).isEqualTo(Misfire.Skip);
        Reply refused = http.post("/vaults/home/policies", hourly.replace("PT10M", "soon"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().getJsonArray("errors").getJsonObject(0).getString("pointer"))
                .isEqualTo("/schedules/1/jitter");
    }

    @Test
    void protectedItems() {
        assertThat(http.get("/vaults/home/protected-items?status=Protected&policy=nightly&lastBackupStatus=Failed")
                        .status())
                .isEqualTo(200);
        Reply accepted = http.post("/vaults/home/protected-items", "{\"itemIds\":[\"" + ITEM + "\"],\"policy\":\"p\"}");
        assertThat(accepted.status()).isEqualTo(202);
        ProtectItems protect = services.last(ProtectionEndpoints.PROTECT);
        assertThat(protect).isEqualTo(new ProtectItems("home", List.of(ITEM), "p", null));
        assertThat(http.get(ITEMS).status()).isEqualTo(200);
        assertThat(http.send("PATCH", ITEMS, "{\"policy\":\"nightly\"}", Map.of())
                        .status())
                .isEqualTo(202);
        assertThat(http.post(ITEMS + "/backups", null).status()).isEqualTo(202);
        assertThat(http.post(ITEMS + "/backups", "{\"retainUntil\":\"2027-01-01T00:00:00Z\"}")
                        .status())
                .isEqualTo(202);
        assertThat(services.last(ProtectionEndpoints.BACKUP_NOW).retainUntil()).isNotNull();
        assertThat(http.post(ITEMS + "/stop", "{\"data\":\"delete\",\"confirmName\":\"web01\"}")
                        .status())
                .isEqualTo(202);
        assertThat(services.last(ProtectionEndpoints.STOP))
                .isEqualTo(new StopProtection("home", ITEM, StopData.Delete, "web01", false));
        assertThat(http.post(ITEMS + "/stop?dryRun=true", "{\"data\":\"keepByPolicy\"}")
                        .status())
                .isEqualTo(200);
        assertThat(http.post(ITEMS + "/resume", null).status()).isEqualTo(202);
        assertThat(http.send("PUT", ITEMS + "/pause", null, Map.of()).status()).isEqualTo(200);
        assertThat(services.last(ProtectionEndpoints.ITEM_PAUSE)).isEqualTo(new PauseItem("home", ITEM, true));
        assertThat(http.send("DELETE", ITEMS + "/pause", null, Map.of()).status())
                .isEqualTo(200);
        assertThat(services.last(ProtectionEndpoints.ITEM_PAUSE).paused()).isFalse();
        assertThat(http.post(ITEMS + "/undelete", null).status()).isEqualTo(200);
        assertThat(http.post(ITEMS + "/purge", "{\"confirmName\":\"web01\"}").status())
                .isEqualTo(202);
        assertThat(services.last(ProtectionEndpoints.PURGE)).isEqualTo(new PurgeItem("home", ITEM, "web01"));
    }

    @Test
    void recoveryPoints() {
        assertThat(http.get(POINTS + "?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00%2B01:00")
                        .status())
                .isEqualTo(200);
        assertThat(services.last(ProtectionEndpoints.POINT_LIST).to()).hasToString("2026-01-31T23:00:00Z");
        assertThat(http.get(POINTS + "/" + POINT).status()).isEqualTo(200);
        assertThat(http.send("PATCH", POINTS + "/" + POINT, "{\"retainUntil\":null}", Map.of())
                        .status())
                .isEqualTo(200);
        assertThat(services.last(ProtectionEndpoints.POINT_RETAIN))
                .isEqualTo(new RetainPoint("home", ITEM, POINT, null));
        assertThat(http.send("DELETE", POINTS + "/" + POINT, null, Map.of()).status())
                .isEqualTo(202);
        assertThat(http.send("DELETE", POINTS + "/" + POINT + "?dryRun=true", null, Map.of())
                        .status())
                .isEqualTo(200);
        assertThat(http.post(POINTS + "/" + POINT + "/undelete", null).status()).isEqualTo(200);
        assertThat(http.get(POINTS + "?deleted=true").status()).isEqualTo(200);
        assertThat(services.last(ProtectionEndpoints.POINT_LIST).deleted()).isTrue();
        assertThat(http.post(POINTS + "/" + POINT + "/restores", """
                {"target":{"kind":"new-machine","name":"web02"}}""").status()).isEqualTo(202);
        StartRestore restore = services.last(ProtectionEndpoints.RESTORE);
        assertThat(restore.target().kind()).isEqualTo(TargetKind.NewMachine);
        assertThat(http.post(POINTS + "/" + POINT + "/restores/preview", """
                {"target":{"kind":"original"}}""").status())
                .isEqualTo(200);
    }

    @Test
    void jobs() {
        assertThat(http.get("/jobs?status=Queued,Failed&operation=Backup&vault=home&item=" + ITEM)
                        .status())
                .isEqualTo(200);
        ListJobs list = services.last(JobEndpoints.LIST);
        assertThat(list.filter().status()).containsExactly(JobStatus.Queued, JobStatus.Failed);
        assertThat(list.filter().operation()).containsExactly(Operation.Backup);
        assertThat(list.filter().item()).isEqualTo(ITEM);
        assertThat(http.get("/vaults/home/jobs?from=2026-01-01T00:00:00Z").status())
                .isEqualTo(200);
        assertThat(services.last(JobEndpoints.LIST).filter().vault()).isEqualTo("home");
        var job = gateway.jobs.queued("home", Operation.Backup);
        assertThat(http.get("/jobs/" + job).json().getString("status")).isEqualTo("Queued");
        assertThat(http.get("/jobs/" + job + "/log?after=0&limit=10").json().getJsonArray("events"))
                .hasSize(1);
        assertThat(http.post("/jobs/" + job + "/cancel", null).status()).isEqualTo(202);
    }

    @Test
    void streams() {
        var job = gateway.jobs.queued("home", Operation.Backup);
        for (String path : new String[] {"/events", "/vaults/home/jobs/stream", "/jobs/" + job + "/stream"}) {
            try (SseClient stream = gateway.stream(path)) {
                Awaitility.await().until(() -> !stream.events().isEmpty());
                assertThat(stream.events().get(0).error()).isNull();
            }
        }
    }

    @Test
    void dashboards() {
        JsonObject all = http.get("/dashboard").json();
        assertThat(all.getLong("protectedItems")).isEqualTo(4);
        assertThat(all.getLong("registeredItems")).isEqualTo(5);
        assertThat(all.getJsonObject("jobs").getLong("completed")).isEqualTo(3);
        assertThat(all.getJsonObject("storage").getLong("storedBytes")).isEqualTo(50);
        assertThat(all.getJsonObject("alerts").getLong("warning")).isEqualTo(2);
        assertThat(http.get("/vaults/home/dashboard").json().getString("vault")).isEqualTo("home");
    }

    @Test
    void access() {
        assertThat(http.get("/session").json().getString("name")).isEqualTo("admin");
        assertThat(http.post("/session", "{\"token\":\"" + gateway.token() + "\"}")
                        .status())
                .isEqualTo(201);
        assertThat(http.send("DELETE", "/session", null, Map.of()).status()).isEqualTo(204);
        assertThat(http.post("/tickets", null).status()).isEqualTo(201);
    }

    @Test
    void theCallersNameTravelsWithTheRequest() {
        http.get("/vaults");

        assertThat(services.lastCaller()).isEqualTo(new Caller("admin"));
    }

    @Test
    void pagesForPeople() {
        assertThat(http.page("/openapi.yaml", Map.of()).raw().body()).startsWith("openapi: 3.1.0");
        assertThat(http.page("/docs", Map.of()).raw().body())
                .contains("listVaults")
                .contains("/vaults/{vault}");
        assertThat(http.page("/docs/errors", Map.of()).raw().body()).contains("VaultNotEmpty");
        Reply console = http.page("/", Map.of("Accept", "text/html"));
        assertThat(console.status()).isEqualTo(200);
        assertThat(console.header("Content-Security-Policy")).contains("default-src 'self'");
        Reply deep = http.page("/vaults/home/items", Map.of("Accept", "text/html"));
        assertThat(deep.raw().body()).isEqualTo(console.raw().body());
        assertThat(http.page("/no-such-file.js", Map.of()).code()).isEqualTo("NotFound");
    }
}
