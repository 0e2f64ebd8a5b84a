package io.holdfast.gateway;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.Endpoint;
import io.holdfast.gateway.testing.ContractCheck;
import io.holdfast.gateway.testing.Http;
import io.holdfast.gateway.testing.SseClient;
import io.holdfast.platform.Bus;
import io.holdfast.platform.testing.ServiceHarness;
import io.holdfast.platform.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A gateway with everything behind it faked on the bus.
 */
final class TestGateway implements AutoCloseable {

    final Vertx vertx;
    final int port;
    final Path tokenFile;
    final ServiceHarness harness;
    final FakeJobs jobs;
    final ContractCheck contract = new ContractCheck();

    private TestGateway(Vertx vertx, int port, Path tokenFile, ServiceHarness harness, FakeJobs jobs) {
        this.vertx = vertx;
        this.port = port;
        this.tokenFile = tokenFile;
        this.harness = harness;
        this.jobs = jobs;
    }

    static TestGateway start(TestDatabase database, JsonObject differing) throws IOException {
        return start(database, differing, Clock.systemUTC());
    }

    static TestGateway start(TestDatabase database, JsonObject differing, Clock clock) throws IOException {
        Vertx vertx = Vertx.vertx();
        int port = freePort();
        Path tokenFile = Files.createTempDirectory("gateway").resolve("admin.token");
        JsonObject gateway = new JsonObject()
                .put("port", port)
                .put("adminTokenFile", tokenFile.toString())
                .mergeIn(differing, true);
        Bus bus = ServiceHarness.bus(vertx);
        FakeJobs jobs = new FakeJobs(bus);
        ServiceHarness.await(jobs.serve());
        ServiceHarness harness = ServiceHarness.start(
                vertx, database, new JsonObject().put("gateway", gateway), clock, GatewayMain.SERVICE);
        return new TestGateway(vertx, port, tokenFile, harness, jobs);
    }

    Bus bus() {
        return harness.bus();
    }

    <Q, R> void serve(Endpoint<Q, R> endpoint, Function<Q, R> answer) {
        serve(endpoint, (request, caller) -> Future.succeededFuture(answer.apply(request)));
    }

    <Q, R> void serve(Endpoint<Q, R> endpoint, BiFunction<Q, Caller, Future<R>> handler) {
        ServiceHarness.await(bus().serve(endpoint, handler));
    }

    String token() {
        try {
            return Files.readString(tokenFile).strip();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    String origin() {
        return "http://127.0.0.1:" + port;
    }

    Http http() {
        return new Http(origin(), token(), contract);
    }

    SseClient stream(String path) {
        return stream(path, Map.of());
    }

    SseClient stream(String path, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        if (!path.contains("ticket=")) {
            all.put("Authorization", "Bearer " + token());
        }
        return SseClient.open(vertx, port, path, all, contract);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        harness.close();
        ServiceHarness.await(vertx.close());
    }
}
