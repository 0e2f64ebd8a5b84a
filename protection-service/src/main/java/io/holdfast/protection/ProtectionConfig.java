package io.holdfast.protection;

import io.holdfast.platform.Config;
import io.vertx.core.json.JsonObject;

/** The section {@code protection}. {@code concurrency}: jobs run at once by this process. */
record ProtectionConfig(int concurrency) {

    ProtectionConfig {
        Config.require(concurrency > 0, "concurrency", "must be at least 1");
    }

    static ProtectionConfig of(JsonObject section) {
        return Config.bind(section, ProtectionConfig.class, "protection");
    }
}
