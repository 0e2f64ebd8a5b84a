package io.holdfast.discovery;

import io.holdfast.fabric.FabricEnvironment;
import io.holdfast.platform.Config;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The section {@code discovery}; its defaults file says what each setting means. */
record DiscoveryConfig(int concurrency, int fabricThreads, Duration walkDeadline, List<String> allowedRoots) {
    DiscoveryConfig {
        Config.require(concurrency > 0, "concurrency", "must be at least 1");
        Config.require(fabricThreads > 0, "fabricThreads", "must be at least 1");
        Config.require(walkDeadline.compareTo(Duration.ZERO) > 0, "walkDeadline", "must be longer than nothing");
        allowedRoots = List.copyOf(allowedRoots);
    }

    static DiscoveryConfig of(JsonObject section) {
        return Config.bind(section, DiscoveryConfig.class, "discovery");
    }

    /** Discovery only looks: it restores nothing and runs no commands. */
    FabricEnvironment fabricEnvironment(Clock clock) {
        return new FabricEnvironment(allowedRoots.stream().map(Path::of).toList(), null, false, clock);
    }
}
