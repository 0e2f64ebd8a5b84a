package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.ServiceHarness;
import io.holdfast.platform.testing.TestDatabase;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({VertxExtension.class, PostgresExtension.class})
class ManagementIT {

    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private boolean fabricIsThere = true;
    private Host host;
    private int port;

    @BeforeEach
    void start(Vertx vertx, TestDatabase database) {
        ServiceDefinition sample = new ServiceDefinition("sample", service -> {
            service.health()
                    .require(
                            "fabric",
                            () -> fabricIsThere ? Future.succeededFuture() : Future.failedFuture("it is not there"));
            return new VerticleBase() {};
        });
        host = ServiceHarness.await(Host.start(vertx, database.config(), List.of(sample)));
        port = ServiceHarness.await(Management.serve(vertx, new ManagementConfig("127.0.0.1", 0), host, metrics))
                .actualPort();
    }

    @AfterEach
    void stop() {
        ServiceHarness.await(host.stop());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        BodyHandlers.ofString());
    }

    @Test
    void isReadyWhileEverythingItNeedsIsThere() throws Exception {
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);

        fabricIsThere = false;
        HttpResponse<String> answer = get("/health/ready");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(new JsonObject(answer.body()).getJsonArray("checks").encode())
                .contains("{\"id\":\"fabric\",\"status\":\"DOWN\"}")
                .contains("{\"id\":\"database\",\"status\":\"UP\"}");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void isAliveButNotReadyOnItsWayDown() throws Exception {
        ServiceHarness.await(host.stop());

        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void showsMetrics() throws Exception {
        metrics.counter("holdfast.sample").increment();

        assertThat(get("/metrics").body()).contains("holdfast_sample_total 1.0");
    }
}
