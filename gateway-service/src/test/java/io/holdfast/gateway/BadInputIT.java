package io.holdfast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.registration.RegistrationEndpoints;
import io.holdfast.gateway.testing.Http;
import io.holdfast.gateway.testing.Http.Reply;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What is wrong with a request, told with a code and the place. {@link Http} holds each problem against the contract.
 */
@ExtendWith(PostgresExtension.class)
class BadInputIT {

    private static TestGateway gateway;
    private static Http http;

    @BeforeAll
    static void start(TestDatabase database) throws Exception {
        gateway = TestGateway.start(database, new JsonObject().put("maxBodyBytes", 2048));
        http = gateway.http();
        gateway.serve(ProtectionEndpoints.VAULT_GET, (q, c) -> {
            if (q.name().equals("broken")) {
                throw new IllegalStateException("select secret from /etc/passwd");
            }
            return Future.failedFuture(
                    new HoldfastException(ErrorCode.VaultNotFound, "There is no vault called " + q.name() + "."));
        });
        gateway.serve(
                RegistrationEndpoints.REGISTER,
                (q, c) -> Future.failedFuture(new HoldfastException(
                        ErrorCode.MachineNotFound,
                        "1 of 2 machines cannot be registered.",
                        List.of(new FieldError("/machineIds/1", "MachineNotFound", "No such machine.")))));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static void assertRefused(Reply reply, String... places) {
        assertThat(reply.code()).isEqualTo("InvalidRequest");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.json().getJsonArray("errors").stream().map(error -> ((JsonObject) error).getString("pointer")))
                .as(reply.raw().body())
                .containsExactlyInAnyOrder(places);
    }

    @Test
    void malformedJson() {
        for (String body : List.of("{", "{\"name\":}", "not json", "{\"name\":\"a\"} trailing", "\u0000")) {
            assertRefused(http.post("/vaults", body), "");
        }
    }

    @Test
    void jsonThatIsNoObject() {
        for (String body : List.of("[]", "null", "1", "\"text\"", "true")) {
            assertRefused(http.post("/vaults", body), "");
        }
    }

    @Test
    void aMissingBody() {
        assertRefused(http.post("/vaults", null), "");
    }

    @Test
    void aBodyWhereNoneIsTaken() {
        assertRefused(http.post("/vaults/home/discoveries", "{}"), "");
    }

    @Test
    void unknownFieldsAtAnyDepth() {
        assertRefused(http.post("/vaults", "{\"name\":\"a\",\"region\":\"r\",\"colour\":\"red\"}"), "/colour");
        assertRefused(
                http.post("/vaults", "{\"name\":\"a\",\"region\":\"r\",\"store\":{\"kind\":\"directory\",\"a/b\":1}}"),
                "/store/a~1b");
    }

    @Test
    void missingFieldsAreAllNamed() {
        assertRefused(http.post("/vaults", "{}"), "/name", "/region");
        assertRefused(
                http.post(
                        "/vaults/home/policies",
                        "{\"name\":\"p\",\"schedules\":[{\"kind\":\"Daily\"}],\"retention\":{\"daily\":{}}}"),
                "/schedules/0/times",
                "/schedules/0/timeZone",
                "/retention/daily/days");
    }

    @Test
    void wrongTypesAndValues() {
        assertRefused(
                http.post("/vaults", "{\"name\":1,\"region\":[],\"encryption\":\"yes\",\"chunkSize\":1.5}"),
                "/name",
                "/region",
                "/encryption",
                "/chunkSize");
        assertRefused(http.post("/vaults", "{\"name\":\"a\",\"region\":\"r\",\"type\":\"Backup\"}"), "/type");
        assertRefused(
                http.post("/vaults", "{\"name\":\"a\",\"region\":\"r\",\"chunkSize\":99999999999}"), "/chunkSize");
        assertRefused(http.post("/vaults/home/registered-items", "{\"machineIds\":[\"x\"]}"), "/machineIds/0");
        assertRefused(http.post("/vaults/home/registered-items", "{\"machineIds\":[]}"), "/machineIds");
    }

    @Test
    void namesThatAreTooLongEmptyOrOddlyMade() {
        for (String name : List.of("x".repeat(65), "", " ", "../etc", "a b", "-a", "ä")) {
            assertRefused(
                    http.post(
                            "/vaults",
                            new JsonObject()
                                    .put("name", name)
                                    .put("region", "r")
                                    .encode()),
                    "/name");
        }
    }

    @Test
    void theReasonIsReadable() {
        Reply reply = http.post("/vaults", "{\"name\":\"a\",\"region\":\"r\",\"type\":\"big\"}");

        assertThat(reply.json().getString("detail")).isEqualTo("/type: Must be one of backup, recovery-services.");
        assertThat(http.get("/jobs?limit=0").json().getString("detail")).isEqualTo("?limit: Must be 1 or more.");
    }

    @Test
    void queryParametersOfTheWrongKind() {
        assertRefused(http.get("/vaults?colour=red"), "?colour");
        assertRefused(http.get("/vaults?limit=501"), "?limit");
        assertRefused(http.get("/vaults?limit=ten&colour=red"), "?limit", "?colour");
        assertRefused(http.get("/vaults?limit=1&limit=2"), "?limit");
        assertRefused(http.get("/vaults?limit=99999999999999999999"), "?limit");
        assertRefused(http.get("/jobs?status=Queued,Done"), "?status");
        assertRefused(http.get("/jobs?from=yesterday"), "?from");
        assertRefused(http.get("/jobs?item=x"), "?item");
        assertRefused(http.get("/vaults/home/registered-items?protected=1"), "?protected");
    }

    @Test
    void pathsAndHeadersOfTheWrongKind() {
        assertRefused(http.get("/jobs/not-an-id"), "job");
        assertThat(http.get("/jobs/not-an-id").json().getString("detail")).isEqualTo("job: Must be a valid uuid.");
        assertRefused(http.send("DELETE", "/vaults/home", null, Map.of("If-Match", "\"x\"")), "If-Match");
    }

    @Test
    void textThatNobodyCanKeep() {
        assertRefused(http.get("/vaults?region=a%00b"), "?region");
        assertRefused(http.get("/vaults/a%00b"), "vault");
        for (String odd : List.of("\\u0000", "\\ud800", "\\udc00x")) {
            assertRefused(http.post("/vaults", "{\"name\":\"ab\",\"region\":\"r" + odd + "\"}"), "/region");
            assertRefused(
                    http.post(
                            "/subscriptions",
                            "{\"name\":\"ab\",\"fabric\":\"directory\",\"region\":\"r\","
                                    + "\"settings\":{\"path\":[\"a\",\"" + odd + "\"],\"k" + odd + "\":1}}"),
                    "/settings/path/1",
                    "/settings");
        }
    }

    @Test
    void anAddressThatIsNone() throws Exception {
        String answer = Http.answer(gateway.port, "GET /api/v1/jobs/%zz HTTP/1.1\r\nHost: localhost");

        assertThat(answer)
                .startsWith("HTTP/1.1 400 ")
                .contains("application/problem+json")
                .contains("\"code\":\"InvalidRequest\"");
    }

    @Test
    void timesThatNeverWere() {
        for (String time : List.of("2026-02-30T00:00:00Z", "2026-12-31T23:59:60Z", "2026-01-01T24:00:00Z")) {
            assertRefused(http.get("/jobs?from=" + time), "?from");
        }
    }

    @Test
    void anotherMediaType() {
        Reply reply = http.post("/vaults", "name=a", Map.of("Content-Type", "application/x-www-form-urlencoded"));

        assertThat(reply.status()).isEqualTo(415);
        assertThat(reply.code()).isEqualTo("UnsupportedMediaType");
        assertThat(http.post("/vaults", "{}", Map.of("Content-Type", "application/json; charset=utf-8"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aBodyThatIsTooLarge() {
        Reply reply = http.post("/vaults", "{\"name\":\"" + "x".repeat(4000) + "\"}");

        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.code()).isEqualTo("PayloadTooLarge");
    }

    @Test
    void anUnknownPath() {
        assertThat(http.get("/nothing").status()).isEqualTo(404);
        assertThat(http.get("/nothing").code()).isEqualTo("NotFound");
        assertThat(http.page("/api/v2/vaults", Map.of("Accept", "text/html")).code())
                .isEqualTo("NotFound");
    }

    @Test
    void aMethodThePathDoesNotTake() {
        Reply reply = http.send("PUT", "/vaults", "{}", Map.of());

        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.code()).isEqualTo("MethodNotAllowed");
        assertThat(reply.header("Allow")).isEqualTo("GET, POST");
    }

    @Test
    void anUnknownIdKeepsTheServicesOwnWords() {
        Reply reply = http.get("/vaults/home");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.code()).isEqualTo("VaultNotFound");
        assertThat(reply.json().getString("detail")).isEqualTo("There is no vault called home.");
        assertThat(reply.json().getJsonArray("recommendations")).isNotEmpty();
        assertThat(reply.json().getString("traceId")).hasSize(32);
    }

    @Test
    void aListOfIdsNamesEachBadOne() {
        String id = "00000000-0000-0000-0000-000000000001";
        Reply reply = http.post("/vaults/home/registered-items", "{\"machineIds\":[\"" + id + "\",\"" + id + "\"]}");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.json().getJsonArray("errors").getJsonObject(0).getString("pointer"))
                .isEqualTo("/machineIds/1");
    }

    @Test
    void aServiceThatIsAwayIs503WithinTheDeadline() {
        long start = System.nanoTime();
        Reply reply = http.get("/subscriptions");

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.code()).isEqualTo("ServiceUnavailable");
        assertThat(reply.header("Retry-After")).isNotNull();
        assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
    }

    @Test
    void whatWasNotForeseenTellsNothing() {
        Reply reply = http.get("/vaults/broken");

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.raw().body())
                .doesNotContain("secret")
                .doesNotContain("passwd")
                .doesNotContain("Exception");
    }

    @Test
    void theTraceOfTheClientIsKept() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        Reply reply =
                http.send("GET", "/vaults/home", null, Map.of("traceparent", "00-" + trace + "-00f067aa0ba902b7-01"));

        assertThat(reply.json().getString("traceId")).isEqualTo(trace);
    }
}
