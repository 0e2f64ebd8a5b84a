package io.holdfast.gateway;

import static io.holdfast.platform.Config.require;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.holdfast.gateway.stream.StreamConfig;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Section {@code gateway} of the configuration; every default stands in {@code config/gateway.yaml}.
 */
public record GatewayConfig(
        String host,
        int port,
        Authentication authentication,
        @Nullable String adminTokenFile,
        long maxBodyBytes,
        StreamConfig stream) {

    /** Whether callers have to say who they are. */
    public enum Authentication {
        @JsonProperty("token")
        Token,
        @JsonProperty("none")
        None
    }

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::1", "localhost");

    public GatewayConfig {
        require(port >= 0 && port <= 65535, "port", "must be 0 (any) to 65535");
        require(
                authentication == Authentication.Token || LOOPBACK.contains(host),
                "authentication",
                "none is accepted on loopback hosts only");
        require(maxBodyBytes >= 1024, "maxBodyBytes", "must be at least 1024");
    }
}
