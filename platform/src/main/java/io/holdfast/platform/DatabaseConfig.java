package io.holdfast.platform;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a service's schema lives. {@code url} is {@code postgresql://host:port/database}, credentials apart from it; the password comes
 * from {@code password} or, as a secret, from {@code passwordFile}. Limits are per process and service: a caller waits for a connection
 * {@code acquireTimeout} at most, and not at all behind {@code maxWaiting} others.
 */
public record DatabaseConfig(
        String url,
        String user,
        @Nullable String password,
        @Nullable String passwordFile,
        int maxConnections,
        int maxWaiting,
        Duration acquireTimeout,
        Duration maxLifetime) {

    static final String SECTION = "database";

    public DatabaseConfig {
        Config.require(url.startsWith("postgresql://"), "url", "must look like postgresql://host:port/database");
        Config.require(maxConnections > 0, "maxConnections", "must be at least 1");
        Config.require(maxWaiting >= 0, "maxWaiting", "must not be negative");
        Config.require(acquireTimeout.toMillis() > 0, "acquireTimeout", "must be longer than nothing");
        Config.require(maxLifetime.toSeconds() > 0, "maxLifetime", "must be at least a second");
        password = Config.secret(password, passwordFile, "passwordFile");
    }

    /** The common section, and over it what the service's own section says. */
    static DatabaseConfig of(JsonObject config, String service) {
        JsonObject own = config.getJsonObject(service, new JsonObject()).getJsonObject(SECTION, new JsonObject());
        JsonObject common = config.getJsonObject(SECTION, new JsonObject());
        return Config.bind(common.copy().mergeIn(own), DatabaseConfig.class, SECTION);
    }

    String host() {
        String host = URI.create(url).getHost();
        return host == null ? "localhost" : host;
    }

    int port() {
        int port = URI.create(url).getPort();
        return port < 0 ? 5432 : port;
    }

    String database() {
        String path = URI.create(url).getPath();
        return path.length() < 2 ? user : path.substring(1);
    }

    String jdbcUrl() {
        return "jdbc:" + url;
    }

    /** Never the password. */
    @Override
    public String toString() {
        return "DatabaseConfig[" + url + ", user=" + user + ", maxConnections=" + maxConnections + "]";
    }
}
