package io.holdfast.registration;

import io.holdfast.platform.Config;
import io.vertx.core.json.JsonObject;

/** The section {@code registration}. {@code concurrency}: jobs run at once by this process. */
record RegistrationConfig(int concurrency) {
    RegistrationConfig {
        Config.require(concurrency > 0, "concurrency", "must be at least 1");
    }

    static RegistrationConfig of(JsonObject section) {
        return Config.bind(section, RegistrationConfig.class, "registration");
    }
}
