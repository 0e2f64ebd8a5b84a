package io.holdfast.gateway.stream;

import static io.holdfast.platform.Config.require;

import java.time.Duration;

/**
 * Section {@code gateway.stream}; what each setting means stands beside its default in {@code config/gateway.yaml}.
 */
public record StreamConfig(
        Duration heartbeat,
        Duration stall,
        Duration maxAge,
        int ringSize,
        int maxReplay,
        Duration catchUp,
        int maxStreams) {

    public StreamConfig {
        require(heartbeat.toMillis() >= 10, "heartbeat", "must be at least 10 ms");
        require(stall.toMillis() >= 10, "stall", "must be at least 10 ms");
        require(maxAge.toMillis() >= 1000, "maxAge", "must be at least 1 s");
        require(ringSize >= 10, "ringSize", "must be at least 10");
        require(maxReplay >= 0, "maxReplay", "must not be negative");
        require(catchUp.toMillis() >= 10, "catchUp", "must be at least 10 ms");
        require(maxStreams >= 1, "maxStreams", "must be at least 1");
    }
}
