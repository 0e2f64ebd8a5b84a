package io.holdfast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.protection.NewVault;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.gateway.testing.Http;
import io.holdfast.gateway.testing.Http.Reply;
import io.holdfast.platform.testing.FakeClock;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class IdempotencyIT {

    private static final FakeClock CLOCK = new FakeClock(Instant.parse("2026-03-01T12:00:00Z"));
    private static final String BODY = "{\"name\":\"home\",\"region\":\"local\"}";
    private static final AtomicInteger RUNS = new AtomicInteger();

    private static volatile Function<NewVault, Future<Vault>> service = q -> Future.succeededFuture(Samples.VAULT);
    private static TestGateway gateway;
    private static Http http;

    private final Map<String, String> key =
            Map.of("Idempotency-Key", UUID.randomUUID().toString());

    @BeforeAll
    static void start(TestDatabase database) throws Exception {
        gateway = TestGateway.start(database, new JsonObject(), CLOCK);
        http = gateway.http();
        gateway.serve(ProtectionEndpoints.VAULT_CREATE, (q, c) -> {
            RUNS.incrementAndGet();
            return service.apply(q);
        });
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void reset() {
        RUNS.set(0);
        service = q -> Future.succeededFuture(Samples.VAULT);
    }

    @Test
    void theSameRequestRunsOnceAndGetsTheSameAnswer() {
        Reply first = http.post("/vaults", BODY, key);
        Reply second = http.post("/vaults", BODY, key);

        assertThat(RUNS).hasValue(1);
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.raw().body()).isEqualTo(first.raw().body());
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(second.header("ETag")).isEqualTo(first.header("ETag"));
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
    }

    @Test
    void withoutAKeyEveryRequestRuns() {
        http.post("/vaults", BODY);
        http.post("/vaults", BODY);

        assertThat(RUNS).hasValue(2);
    }

    @Test
    void theSameKeyWithAnotherBodyOrPathIsRefused() {
        http.post("/vaults", BODY, key);

        assertThat(http.post("/vaults", "{\"name\":\"other\",\"region\":\"local\"}", key)
                        .code())
                .isEqualTo("IdempotencyKeyReused");
        assertThat(http.post("/vaults/home/discoveries", null, key).code()).isEqualTo("IdempotencyKeyReused");
        assertThat(RUNS).hasValue(1);
    }

    @Test
    void aRefusalIsAnAnswerTooButAFailureMayBeTriedAgain() {
        service = q -> Future.failedFuture(new HoldfastException(ErrorCode.VaultExists, "There is one."));
        assertThat(http.post("/vaults", BODY, key).code()).isEqualTo("VaultExists");
        service = q -> Future.succeededFuture(Samples.VAULT);
        assertThat(http.post("/vaults", BODY, key).code()).isEqualTo("VaultExists");
        assertThat(RUNS).hasValue(1);

        Map<String, String> other = Map.of("Idempotency-Key", UUID.randomUUID().toString());
        service = q -> Future.failedFuture(new HoldfastException(ErrorCode.ServiceUnavailable, "Away."));
        assertThat(http.post("/vaults", BODY, other).status()).isEqualTo(503);
        service = q -> Future.succeededFuture(Samples.VAULT);
        assertThat(http.post("/vaults", BODY, other).status()).isEqualTo(201);
    }

    @Test
    void requestsAtTheSameTimeRunOnceAndAllGetTheAnswer() {
        Promise<Vault> slow = Promise.promise();
        service = q -> slow.future();
        List<CompletableFuture<Reply>> all = IntStream.range(0, 5)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> http.post("/vaults", BODY, key)))
                .toList();
        Awaitility.await().until(() -> RUNS.get() == 1);
        slow.complete(Samples.VAULT);

        assertThat(all).allSatisfy(reply -> assertThat(reply.join().status()).isEqualTo(201));
        assertThat(RUNS).hasValue(1);
    }

    @Test
    void afterADayTheKeyIsFree() {
        http.post("/vaults", BODY, key);
        CLOCK.advance(Duration.ofHours(25));

        assertThat(http.post("/vaults", "{\"name\":\"other\",\"region\":\"local\"}", key)
                        .status())
                .isEqualTo(201);
        assertThat(RUNS).hasValue(2);
    }
}
