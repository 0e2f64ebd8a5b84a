package io.holdfast.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.cli.standalone.Standalone;
import io.holdfast.gateway.testing.ContractCheck;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody is told when backups fail, and when they are well again: through every service, real mail and real HTTP. */
class AlertsIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final List<JsonObject> posts = new CopyOnWriteArrayList<>();
    private GreenMail mail;
    private HttpServer hook;

    @BeforeEach
    void start() throws Exception {
        mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext("/", exchange -> {
            posts.add(new JsonObject(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        hook.start();
    }

    @AfterEach
    void stop() {
        mail.stop();
        hook.stop(0);
    }

    @Test
    void a_backup_that_fails_is_an_alert_by_mail_and_webhook_until_the_next_one_succeeds() throws Exception {
        Machines machines = new Machines(folder.resolve("machines"));
        Path image = machines.machine("shop/web-01", 2);
        try (Standalone server = Standalone.start(
                folder.resolve("data"), "127.0.0.1", Server.freePort(), Clock.systemUTC(), settings())) {
            Api api = new Api(server.url(), server.adminToken(), new ContractCheck());
            api.subscribe("fleet", "main", machines.root());
            api.scheduledVault("main", "main");
            api.discover("main");
            String item = api.protect("main", Api.ids(api.list("/vaults/main/machines")))
                    .get(0)
                    .getString("id");
            tellEverybody(api);

            Path aside = Files.move(image, image.resolveSibling("aside"));
            assertThat(api.ended(api.startBackup("main", item)).getString("status"))
                    .isEqualTo("Failed");
            JsonObject alert = await().atMost(LONG).until(() -> only(api), it -> it.getInteger("itemCount") == 1);
            assertThat(alert.getString("cause")).isEqualTo("BackupFailed");
            assertThat(alert.getString("title")).startsWith("Backup of shop/web-01 failed: ");
            assertThat(api.get("/vaults/main/dashboard").getJsonObject("alerts").getInteger("critical"))
                    .isEqualTo(1);
            awaitNews(1, "new: Backup of shop/web-01 failed", "Opened");

            Files.move(aside, image);
            api.completed(api.startBackup("main", item));
            await().atMost(LONG).untilAsserted(() -> assertThat(
                            api.get("/alerts/" + alert.getString("id")).getString("status"))
                    .isEqualTo("Resolved"));
            awaitNews(2, "resolved: Backup of shop/web-01 failed", "Resolved");
            assertThat(api.get("/dashboard").getJsonObject("alerts").getInteger("critical"))
                    .isZero();
        }
    }

    private JsonObject settings() {
        return new JsonObject()
                .put(
                        "alert",
                        new JsonObject()
                                .put("gather", "PT0S")
                                .put("loopbackWebhooks", true)
                                .put(
                                        "smtp",
                                        new JsonObject()
                                                .put("host", "127.0.0.1")
                                                .put("port", mail.getSmtp().getPort())
                                                .put("security", "none")
                                                .put("from", "holdfast@example.com")));
    }

    private void tellEverybody(Api api) {
        JsonObject settings = new JsonObject()
                .put("mode", "AtOnce")
                .put("severities", new JsonArray(List.of("Critical", "Warning")))
                .put("recipients", new JsonArray(List.of("ops@example.com")))
                .put(
                        "webhooks",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put(
                                                "url",
                                                "http://127.0.0.1:"
                                                        + hook.getAddress().getPort() + "/hook")
                                        .put("secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")));
        assertThat(api.http()
                        .send("PUT", "/vaults/main/notifications", settings.encode(), Map.of("If-Match", "\"0\""))
                        .status())
                .isEqualTo(200);
        JsonObject test = new JsonObject(
                api.http().post("/vaults/main/notifications/test", null).raw().body());
        assertThat(test.getBoolean("ok")).as(test.encodePrettily()).isTrue();
        posts.clear();
    }

    /** The first mail is the test. */
    private void awaitNews(int count, String subject, String kind) throws Exception {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(mail.getReceivedMessages()).hasSize(count + 1));
        assertThat(mail.getReceivedMessages()[count].getSubject()).startsWith("[Holdfast] main: " + subject);
        assertThat(GreenMailUtil.getBody(mail.getReceivedMessages()[count])).contains("web-01");
        await().atMost(LONG).untilAsserted(() -> assertThat(posts).hasSize(count));
        assertThat(posts.get(count - 1)
                        .getJsonObject("data")
                        .getJsonArray("entries")
                        .getJsonObject(0)
                        .getJsonArray("kinds"))
                .containsExactly(kind);
    }

    private static JsonObject only(Api api) {
        List<JsonObject> open = api.list("/vaults/main/alerts?status=Open");
        return open.size() == 1 ? open.get(0) : new JsonObject().put("itemCount", open.size() * 1000);
    }
}
