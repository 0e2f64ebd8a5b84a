package io.holdfast.gateway;

import io.holdfast.gateway.access.AdminToken;
import io.holdfast.gateway.access.Authentication;
import io.holdfast.gateway.access.CredentialStore;
import io.holdfast.gateway.access.Credentials;
import io.holdfast.gateway.access.Idempotency;
import io.holdfast.gateway.access.IdempotencyStore;
import io.holdfast.gateway.api.AccessApi;
import io.holdfast.gateway.api.Operations;
import io.holdfast.gateway.http.ApiRouter;
import io.holdfast.gateway.http.Contract;
import io.holdfast.gateway.stream.StreamApi;
import io.holdfast.gateway.stream.StreamHub;
import io.holdfast.platform.Config;
import io.holdfast.platform.ServiceContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wires the gateway. One event loop serves it all; more of it is had by more replicas.
 */
final class GatewayVerticle extends VerticleBase {

    private static final Logger log = LoggerFactory.getLogger(GatewayVerticle.class);
    private static final long CLEANING_MILLIS = TimeUnit.HOURS.toMillis(1);
    private static final long SHUTDOWN_SECONDS = 5;

    private final ServiceContext service;
    private final GatewayConfig config;
    private @Nullable HttpServer server;

    GatewayVerticle(ServiceContext service) {
        this.service = service;
        this.config = Config.bind(service.config(), GatewayConfig.class, service.service());
    }

    @Override
    public Future<?> start() {
        CredentialStore credentialStore = new CredentialStore(service.database());
        IdempotencyStore idempotencyStore = new IdempotencyStore(service.database());
        boolean required = config.authentication() == GatewayConfig.Authentication.Token;
        Credentials credentials = new Credentials(credentialStore, service.clock());
        StreamHub hub = new StreamHub(vertx, service.bus(), config.stream(), service.clock());
        service.health().beforeStop(() -> onEventLoop(hub::stop));
        vertx.setPeriodic(CLEANING_MILLIS, x -> {
            credentialStore.removeExpired(service.clock().instant());
            idempotencyStore.removeExpired(service.clock().instant());
        });
        Future<Void> admin = required
                ? new AdminToken(vertx, credentialStore, service.clock()).ensure(config.adminTokenFile())
                : Future.succeededFuture();
        return admin.compose(x -> hub.start())
                .compose(x -> Contract.load(vertx))
                .compose(contract -> {
                    ApiRouter api = new ApiRouter(
                            contract,
                            Operations.of(service, new AccessApi(credentials, required)),
                            new StreamApi(vertx, service.bus(), hub).handlers(),
                            new Idempotency(vertx, idempotencyStore, service.clock()));
                    return listen(Site.router(
                            vertx,
                            contract,
                            new Authentication(credentials, required),
                            api.build(vertx, config.maxBodyBytes())));
                });
    }

    private Future<HttpServer> listen(Router router) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setMaxHeaderSize(16 * 1024)
                .setIdleTimeout(90)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        return vertx.createHttpServer(options).requestHandler(router).listen().onSuccess(started -> {
            server = started;
            log.info("Serving http://{}:{}", config.host(), started.actualPort());
        });
    }

    private Future<Void> onEventLoop(Runnable action) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(x -> {
            action.run();
            done.complete();
        });
        return done.future();
    }

    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.shutdown(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
    }
}
