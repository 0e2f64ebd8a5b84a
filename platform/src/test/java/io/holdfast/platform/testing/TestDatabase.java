package io.holdfast.platform.testing;

import io.vertx.core.json.JsonObject;
import java.net.URI;

/**
 * An empty database of a test class's own. {@code url} is {@code postgresql://host:port/database}.
 */
public record TestDatabase(String url, String user, String password) {

    /** What {@code Host.start} needs to know. */
    public JsonObject config() {
        return new JsonObject()
                .put(
                        "database",
                        new JsonObject().put("url", url).put("user", user).put("password", password));
    }

    public String name() {
        return URI.create(url).getPath().substring(1);
    }

    public String jdbcUrl() {
        return "jdbc:" + url;
    }
}
