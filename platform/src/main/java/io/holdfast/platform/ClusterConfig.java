package io.holdfast.platform;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * How processes find each other. With {@code Members}, {@code members} lists their addresses and {@code host} is this process's own; with
 * {@code Dns}, {@code dns} is a name that resolves to the addresses of all of them, one of which is this process's.
 */
record ClusterConfig(String name, Join join, List<String> members, String host, String dns, int port) {

    enum Join {
        members,
        dns
    }

    ClusterConfig {
        Config.require(!name.isBlank(), "name", "must not be empty");
        Config.require(join != Join.members || !members.isEmpty(), "members", "must name at least one address");
        Config.require(join != Join.dns || !dns.isBlank(), "dns", "must be the name all members share");
        Config.require(port > 0 && port < 65_536, "port", "must be a port number");
        members = List.copyOf(members);
    }

    static ClusterConfig of(JsonObject config) {
        return Config.bind(config.getJsonObject("cluster"), ClusterConfig.class, "cluster");
    }
}
