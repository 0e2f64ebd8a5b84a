package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.testing.ServiceHarness;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class TelemetryIT {

    private static final String SENT = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final Queue<Buffer> collected = new ConcurrentLinkedQueue<>();

    @Test
    void aRequestsSpanBelongsToTheClientsTraceAndReachesTheCollector(Vertx vertx) throws Exception {
        HttpServer collector = ServiceHarness.await(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    collected.add(body);
                    request.response().end();
                }))
                .listen(0, "127.0.0.1"));
        Telemetry telemetry =
                Telemetry.of(new TelemetryConfig("http://127.0.0.1:" + collector.actualPort() + "/"), "sample");
        Vertx traced = telemetry.traced(Vertx.builder()).build();
        HttpServer server = ServiceHarness.await(traced.createHttpServer()
                .requestHandler(request ->
                        request.response().end(Trace.ofSpan().map(Trace::id).orElse("none")))
                .listen(0, "127.0.0.1"));

        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort()))
                                .header("traceparent", "00-" + SENT + "-00f067aa0ba902b7-01")
                                .build(),
                        BodyHandlers.ofString());
        ServiceHarness.await(traced.close());
        telemetry.close();

        assertThat(response.body()).isEqualTo(SENT);
        assertThat(collected).isNotEmpty();
        String spans = collected.element().toString(StandardCharsets.ISO_8859_1);
        assertThat(spans).contains("sample", new String(HexFormat.of().parseHex(SENT), StandardCharsets.ISO_8859_1));
    }

    @Test
    void withoutACollectorThereAreNoSpans() {
        Telemetry telemetry = Telemetry.of(new TelemetryConfig(""), "sample");
        Vertx plain = telemetry.traced(Vertx.builder()).build();
        assertThat(ServiceHarness.await(plain.executeBlocking(Trace::ofSpan))).isEmpty();
        ServiceHarness.await(plain.close());
        telemetry.close();
    }

    @Test
    void anAddressThatIsNoneIsRefusedAtTheStart() {
        assertThatThrownBy(() -> new TelemetryConfig("collector:4318"))
                .hasMessageContaining("must be the address of a collector");
    }
}
