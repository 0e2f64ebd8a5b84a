package io.holdfast.store;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names of a vault's objects. */
final class Keys {
    static final String VAULT = "vault.json";
    static final String PACKS = "packs/";
    static final String INDEX = "index/";
    static final String POINTS = "points/";

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");
    private static final int LONGEST = 500;

    private Keys() {}

    static String pack(String name) {
        return PACKS + name.substring(0, 2) + "/" + name + ".pack";
    }

    static String index(UUID session) {
        return INDEX + session + ".idx";
    }

    static String points(UUID item) {
        return POINTS + item + "/";
    }

    static String point(UUID item, UUID point) {
        return points(item) + point + ".point";
    }

    /** The point's id in a manifest's key, or null when the key is not one of a manifest. */
    static @Nullable PointKey parsePoint(String key) {
        String[] parts = key.split("/", -1);
        if (parts.length != 3 || !key.startsWith(POINTS) || !parts[2].endsWith(".point")) {
            return null;
        }
        try {
            UUID item = UUID.fromString(parts[1]);
            UUID point = UUID.fromString(parts[2].substring(0, parts[2].length() - ".point".length()));
            return key.equals(point(item, point)) ? new PointKey(item, point) : null;
        } catch (IllegalArgumentException notAnId) {
            return null;
        }
    }

    /** Refuses what could leave a backend's root or clash with its temporary files. */
    static String check(String key) {
        if (key.length() > LONGEST || !KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("not a key: " + key);
        }
        return key;
    }

    static String checkPrefix(String prefix) {
        if (!prefix.isEmpty()) {
            if (!prefix.endsWith("/")) {
                throw new IllegalArgumentException("a prefix ends with a slash: " + prefix);
            }
            check(prefix.substring(0, prefix.length() - 1));
        }
        return prefix;
    }

    record PointKey(UUID item, UUID point) {}
}
