package io.holdfast.platform;

import io.holdfast.platform.testing.ServiceHarness;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import java.time.Clock;

/**
 * Contexts for what needs no running service around it.
 */
final class TestServices {

    private static final DatabaseConfig NOWHERE = Config.bind(
            new JsonObject()
                    .put("url", "postgresql://localhost:1/none")
                    .put("user", "nobody")
                    .put("maxConnections", 1)
                    .put("maxWaiting", 1)
                    .put("acquireTimeout", "PT1S")
                    .put("maxLifetime", "PT1M"),
            DatabaseConfig.class,
            "database");

    /** Its database is one that is away. */
    static ServiceContext withoutDatabase(Vertx vertx) {
        return new ServiceContext(
                "sample",
                vertx,
                ServiceHarness.bus(vertx),
                new Database(vertx, NOWHERE, "sample"),
                new JsonObject(),
                Clock.systemUTC(),
                new Health(HealthChecks.create(vertx), "sample"));
    }

    private TestServices() {}
}
