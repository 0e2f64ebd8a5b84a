package io.holdfast.platform;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * One service from its migration to its end.
 */
final class RunningService {

    private static final String DATABASE = "database";

    private final ServiceDefinition definition;
    private final Vertx vertx;
    private final DatabaseConfig databaseConfig;
    private final Database database;
    private final Bus bus;
    private final Health health = new Health();
    private final ServiceContext context;
    private @Nullable String deployment;

    RunningService(ServiceDefinition definition, Vertx vertx, JsonObject config, Clock clock) {
        this.definition = definition;
        this.vertx = vertx;
        String name = definition.name();
        JsonObject section = config.getJsonObject(name, new JsonObject()).copy();
        JsonObject own = section.getJsonObject(DATABASE, new JsonObject());
        section.remove(DATABASE);
        this.databaseConfig = Config.bind(
                config.getJsonObject(DATABASE, new JsonObject()).copy().mergeIn(own), DatabaseConfig.class, DATABASE);
        this.database = new Database(vertx, databaseConfig, name);
        this.bus = new Bus(vertx, name);
        this.context = new ServiceContext(name, vertx, bus, database, section, clock, health);
    }

    String name() {
        return definition.name();
    }

    Health health() {
        return health;
    }

    Future<Void> migrate() {
        return vertx.executeBlocking(
                () -> {
                    Migrations.run(databaseConfig, name());
                    return null;
                },
                false);
    }

    Future<Void> start() {
        return vertx.deployVerticle(definition.verticle().apply(context))
                .onSuccess(id -> {
                    deployment = id;
                    health.require(DATABASE, database::ping);
                    health.started();
                })
                .mapEmpty();
    }

    Future<Void> stop() {
        health.stop();
        return bus.close()
                .eventually(() -> deployment == null ? Future.succeededFuture() : vertx.undeploy(deployment))
                .eventually(database::close);
    }
}
