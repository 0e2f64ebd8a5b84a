package io.holdfast.platform;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Where traces go; nowhere without an endpoint.
 */
record TelemetryConfig(@Nullable String endpoint) {

    TelemetryConfig {
        Config.require(
                endpoint == null || endpoint.isEmpty() || endpoint.matches("https?://.+"),
                "endpoint",
                "must be the address of a collector, as http://collector:4318");
    }

    static TelemetryConfig of(JsonObject config) {
        return Config.bind(config.getJsonObject("telemetry"), TelemetryConfig.class, "telemetry");
    }
}
