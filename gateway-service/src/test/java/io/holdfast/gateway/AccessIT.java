package io.holdfast.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.gateway.testing.Http;
import io.holdfast.gateway.testing.Http.Reply;
import io.holdfast.gateway.testing.SseClient;
import io.holdfast.platform.testing.FakeClock;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class AccessIT {

    private static final FakeClock CLOCK = new FakeClock(Instant.parse("2026-03-01T12:00:00Z"));

    private static TestGateway gateway;
    private static TestDatabase shared;
    private static Http http;

    @BeforeAll
    static void start(TestDatabase database) throws Exception {
        shared = database;
        gateway = TestGateway.start(database, new JsonObject(), CLOCK);
        http = gateway.http();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static String cookie(Reply signedIn) {
        String header = String.valueOf(signedIn.header("Set-Cookie"));
        assertThat(header).contains("HttpOnly").contains("SameSite=Strict").contains("Path=/");
        return header.split(";", 2)[0];
    }

    private static Reply signIn() {
        return http.withToken(null).post("/session", "{\"token\":\"" + gateway.token() + "\"}");
    }

    @Test
    void theFirstTokenLiesInAFileOnlyItsOwnerCanRead() throws Exception {
        assertThat(gateway.token()).startsWith("hf_").hasSize(67);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(gateway.tokenFile)))
                .isEqualTo("rw-------");
    }

    @Test
    void anotherGatewayWithTheSameFileTakesTheSameToken() throws Exception {
        try (TestGateway other =
                TestGateway.start(shared, new JsonObject().put("adminTokenFile", gateway.tokenFile.toString()))) {
            Http there = new Http(other.origin(), gateway.token(), other.contract);
            assertThat(there.get("/session").status()).isEqualTo(200);
            assertThat(http.get("/session").status()).isEqualTo(200);
        }
    }

    @Test
    void withoutATokenOrWithAWrongOneNothingIsToBeSeen() {
        for (String token : new String[] {null, "", "hf_0000", "x".repeat(5000)}) {
            Reply reply = http.withToken(token).get("/vaults");
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.code()).isEqualTo("Unauthorized");
            assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
        }
        assertThat(http.withToken(null).get("/nothing").status()).isEqualTo(401);
    }

    @Test
    void aSessionsCookieServesReadingFromAnywhereAndChangingFromOurPagesOnly() {
        String cookie = cookie(signIn());
        Http browser = http.withToken(null);

        assertThat(browser.send("GET", "/session", null, Map.of("Cookie", cookie))
                        .status())
                .isEqualTo(200);
        assertThat(browser.send("POST", "/tickets", null, Map.of("Cookie", cookie))
                        .code())
                .isEqualTo("Forbidden");
        assertThat(browser.send("POST", "/tickets", null, Map.of("Cookie", cookie, "Origin", "https://evil.example"))
                        .code())
                .isEqualTo("Forbidden");
        assertThat(browser.send("POST", "/tickets", null, Map.of("Cookie", cookie, "Sec-Fetch-Site", "cross-site"))
                        .code())
                .isEqualTo("Forbidden");
        assertThat(browser.send("POST", "/tickets", null, Map.of("Cookie", cookie, "Origin", gateway.origin()))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void aSessionEndsWhenSignedOutAndAfterTwelveHours() {
        Http browser = http.withToken(null);
        String first = cookie(signIn());
        browser.send("DELETE", "/session", null, Map.of("Cookie", first, "Origin", gateway.origin()));
        assertThat(browser.send("GET", "/session", null, Map.of("Cookie", first))
                        .status())
                .isEqualTo(401);

        String second = cookie(signIn());
        CLOCK.advance(Duration.ofHours(11));
        assertThat(browser.send("GET", "/session", null, Map.of("Cookie", second))
                        .status())
                .isEqualTo(200);
        CLOCK.advance(Duration.ofHours(1));
        assertThat(browser.send("GET", "/session", null, Map.of("Cookie", second))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void behindATlsProxyTheSessionsCookieIsForTlsOnly() {
        String signIn = "{\"token\":\"" + gateway.token() + "\"}";
        Http browser = http.withToken(null);

        assertThat(browser.post("/session", signIn, Map.of("X-Forwarded-Proto", "https"))
                        .header("Set-Cookie"))
                .contains("; Secure;");
        assertThat(browser.post("/session", signIn, Map.of("X-Forwarded-Proto", "http"))
                        .header("Set-Cookie"))
                .doesNotContain("Secure");
    }

    @Test
    void aNewAdministratorsTokenEndsTheSessionsOfTheOldOne() throws Exception {
        TestDatabase own = PostgresExtension.create();
        try (TestGateway before = TestGateway.start(own, new JsonObject())) {
            Http old = new Http(before.origin(), before.token(), before.contract);
            String session = cookie(old.withToken(null).post("/session", "{\"token\":\"" + before.token() + "\"}"));
            String ticket = old.post("/tickets", null).json().getString("ticket");

            Files.writeString(before.tokenFile, "hf_" + "7".repeat(64));
            try (TestGateway after =
                    TestGateway.start(own, new JsonObject().put("adminTokenFile", before.tokenFile.toString()))) {
                Http there = new Http(after.origin(), before.token(), after.contract);
                assertThat(there.get("/session").status()).isEqualTo(200);
                assertThat(there.withToken(null)
                                .send("GET", "/session", null, Map.of("Cookie", session))
                                .status())
                        .isEqualTo(401);
                assertThat(there.withToken(null).get("/events?ticket=" + ticket).status())
                        .isEqualTo(401);
            }
        }
    }

    @Test
    void withoutAuthenticationNoForeignPageActsForWhoeverSitsHere() throws Exception {
        try (TestGateway open =
                TestGateway.start(PostgresExtension.create(), new JsonObject().put("authentication", "none"))) {
            Http there = new Http(open.origin(), null, open.contract);
            assertThat(there.post("/tickets", null).status()).isEqualTo(201);
            assertThat(there.post("/tickets", null, Map.of("Origin", open.origin()))
                            .status())
                    .isEqualTo(201);
            assertThat(there.post("/tickets", null, Map.of("Origin", "https://evil.example"))
                            .code())
                    .isEqualTo("Forbidden");
            assertThat(there.post("/tickets", null, Map.of("Sec-Fetch-Site", "cross-site"))
                            .code())
                    .isEqualTo("Forbidden");
            // a name of theirs that leads to this machine
            String rebound = Http.answer(open.port, "GET /api/v1/session HTTP/1.1\r\nHost: evil.example:" + open.port);
            assertThat(rebound).startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void aWrongTokenOpensNoSession() {
        Reply reply = http.withToken(null).post("/session", "{\"token\":\"hf_wrong\"}");

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.header("Set-Cookie")).isNull();
    }

    @Test
    void aTicketOpensOneStreamWithinAMinute() {
        String ticket = http.post("/tickets", null).json().getString("ticket");
        try (SseClient stream = gateway.stream("/events?ticket=" + ticket)) {
            Awaitility.await().until(() -> !stream.events("snapshot").isEmpty());
        }
        assertThat(http.withToken(null).get("/events?ticket=" + ticket).status())
                .isEqualTo(401);

        String late = http.post("/tickets", null).json().getString("ticket");
        CLOCK.advance(Duration.ofMinutes(1));
        assertThat(http.withToken(null).get("/events?ticket=" + late).status()).isEqualTo(401);
    }

    @Test
    void withoutAuthenticationEverybodyIsLocalButOnLoopbackOnly() throws Exception {
        try (TestGateway open =
                TestGateway.start(PostgresExtension.create(), new JsonObject().put("authentication", "none"))) {
            Http there = new Http(open.origin(), null, open.contract);
            assertThat(there.get("/session").json().getString("name")).isEqualTo("local");
        }
        JsonObject exposed = new JsonObject().put("authentication", "none").put("host", "0.0.0.0");
        assertThatThrownBy(() -> TestGateway.start(shared, exposed)).hasMessageContaining("loopback");
    }
}
