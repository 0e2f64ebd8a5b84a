package io.holdfast.platform;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * One service from its start to its end.
 */
final class RunningService {

    private final ServiceDefinition definition;
    private final ServiceContext context;
    private @Nullable String deployment;

    RunningService(ServiceDefinition definition, Vertx vertx, JsonObject config, Clock clock, Health health) {
        String name = definition.name();
        this.definition = definition;
        this.context = new ServiceContext(
                name,
                vertx,
                new Bus(vertx, name),
                new Database(vertx, DatabaseConfig.of(config, name), name),
                section(config, name),
                clock,
                health);
    }

    private static JsonObject section(JsonObject config, String name) {
        JsonObject section = config.getJsonObject(name, new JsonObject()).copy();
        section.remove(DatabaseConfig.SECTION);
        return section;
    }

    String name() {
        return definition.name();
    }

    Health health() {
        return context.health();
    }

    Future<Void> start() {
        health().require("database", context.database()::ping);
        health().require("bus", context.bus()::answers);
        return context.vertx()
                .deployVerticle(definition.verticle().apply(context))
                .onSuccess(id -> {
                    deployment = id;
                    health().started();
                })
                .mapEmpty();
    }

    Future<Void> withdraw() {
        return context.bus().close();
    }

    Future<Void> end() {
        Future<Void> undeployed =
                deployment == null ? Future.succeededFuture() : context.vertx().undeploy(deployment);
        return undeployed.eventually(context.database()::close);
    }
}
