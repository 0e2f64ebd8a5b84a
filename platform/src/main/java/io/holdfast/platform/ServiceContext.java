package io.holdfast.platform;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;

/**
 * Everything a service is given. {@code config} is the service's own section of the configuration, such as {@code {"concurrency": 4}} for
 * {@code backup}.
 */
public record ServiceContext(
        String service, Vertx vertx, Bus bus, Database database, JsonObject config, Clock clock, Health health) {}
