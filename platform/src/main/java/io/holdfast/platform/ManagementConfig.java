package io.holdfast.platform;

import io.vertx.core.json.JsonObject;

/**
 * Where health and metrics are served.
 */
record ManagementConfig(String host, int port) {

    ManagementConfig {
        Config.require(port >= 0 && port < 65_536, "port", "must be a port number");
    }

    static ManagementConfig of(JsonObject config) {
        return Config.bind(config.getJsonObject("management"), ManagementConfig.class, "management");
    }
}
