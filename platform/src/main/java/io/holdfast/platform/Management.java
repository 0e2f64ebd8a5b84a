package io.holdfast.platform;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * The port for those who watch: {@code /health/live} answers while the process can answer at all, {@code /health/ready} while its services
 * can do their work (503 otherwise, naming what is missing), {@code /metrics} for Prometheus.
 */
final class Management {

    private static final int SERVICE_UNAVAILABLE = 503;

    static Future<HttpServer> serve(Vertx vertx, ManagementConfig config, Host host, PrometheusMeterRegistry metrics) {
        Router router = Router.router(vertx);
        router.get("/health/live").handler(request -> request.json(new JsonObject().put("status", "UP")));
        router.get("/health/ready").handler(request -> answer(request, host.ready()));
        router.get("/metrics").handler(request -> request.response()
                .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                .end(metrics.scrape()));
        return vertx.createHttpServer().requestHandler(router).listen(config.port(), config.host());
    }

    private static void answer(RoutingContext request, Future<CheckResult> check) {
        check.onSuccess(result -> {
                    if (!CheckResult.isUp(result)) {
                        request.response().setStatusCode(SERVICE_UNAVAILABLE);
                    }
                    request.json(result.toJson());
                })
                .onFailure(request::fail);
    }

    private Management() {}
}
