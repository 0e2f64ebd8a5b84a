package io.holdfast.platform;

import io.vertx.core.VerticleBase;
import java.util.function.Function;

/**
 * A service as the platform starts it. The name is one lower-case word: also its schema, its section of the configuration, and where its
 * migrations ({@code db/NAME/V1__….sql}) and defaults ({@code config/NAME.yaml}) lie on the class path.
 */
public record ServiceDefinition(String name, Function<ServiceContext, VerticleBase> verticle) {

    public ServiceDefinition {
        if (!name.matches("[a-z]+")) {
            throw new IllegalArgumentException("a service's name is one lower-case word, not " + name);
        }
    }
}
