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
    private static final Pattern INDEX_KEY = Pattern.compile("index/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.idx");
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

    static boolean isIndex(String key) {
        return INDEX_KEY.matcher(key).matches();
    }

    /** The pack's name in its key, or null when the key is not one of a pack. */
    static @Nullable String parsePack(String key) {
        int slash = key.lastIndexOf('/');
        String name = key.substring(slash + 1).replaceFirst("\\.pack$", "");
        return PackFile.isName(name) && key.equals(pack(name)) ? name : null;
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

    /** Whether an object of that key is part of a vault, and not somebody else's. */
    static boolean isVaults(String key) {
        return isIndex(key) || parsePack(key) != null || parsePoint(key) != null;
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
}
