package io.holdfast.platform;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings from flat names. Every setting has a default, if only an empty one, so the defaults say which names exist and of which type
 * each value is.
 */
final class Overrides {

    private static final String PREFIX = "holdfast.";

    /** {@code HOLDFAST_DATABASE_MAX_CONNECTIONS=4} is {@code database.maxConnections}; variables that name no setting are not ours. */
    static JsonObject fromEnvironment(JsonObject defaults, Map<String, String> environment) {
        JsonObject result = new JsonObject();
        settings(defaults).forEach((path, normal) -> {
            String value = environment.get(variable(path));
            if (value != null) {
                put(result, path, value, normal.value());
            }
        });
        return result;
    }

    /** {@code holdfast.database.maxConnections=4}; a property of that prefix that names no setting is an error. */
    static JsonObject fromProperties(JsonObject defaults, Map<String, String> properties) {
        Map<String, Setting> settings = settings(defaults);
        JsonObject result = new JsonObject();
        properties.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                String path = name.substring(PREFIX.length());
                Setting normal = settings.get(path);
                if (normal == null) {
                    throw new ConfigException(path, "no such setting");
                }
                put(result, path, value, normal.value());
            }
        });
        return result;
    }

    private static String variable(String path) {
        return ("holdfast." + path)
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .replace('.', '_')
                .toUpperCase(Locale.ROOT);
    }

    private record Setting(@Nullable Object value) {}

    private static Map<String, Setting> settings(JsonObject defaults) {
        Map<String, Setting> settings = new LinkedHashMap<>();
        collect("", defaults, settings);
        return settings;
    }

    private static void collect(String prefix, JsonObject section, Map<String, Setting> into) {
        section.forEach(entry -> {
            String path = prefix + entry.getKey();
            if (entry.getValue() instanceof JsonObject inner) {
                collect(path + ".", inner, into);
            } else {
                into.put(path, new Setting(entry.getValue()));
            }
        });
    }

    private static void put(JsonObject root, String path, String text, @Nullable Object normal) {
        String[] names = path.split("\\.", -1);
        JsonObject section = root;
        for (int i = 0; i < names.length - 1; i++) {
            JsonObject inner = section.getJsonObject(names[i]);
            if (inner == null) {
                inner = new JsonObject();
                section.put(names[i], inner);
            }
            section = inner;
        }
        section.put(names[names.length - 1], value(path, text, normal));
    }

    private static Object value(String path, String text, @Nullable Object normal) {
        try {
            if ((normal instanceof Integer || normal instanceof Long) && text.matches("[+-]?\\d+")) {
                return Long.valueOf(text);
            }
            if (normal instanceof Number) {
                return Double.valueOf(text);
            }
        } catch (NumberFormatException e) {
            throw new ConfigException(path, "must be a number");
        }
        if (normal instanceof Boolean) {
            if (!text.equals("true") && !text.equals("false")) {
                throw new ConfigException(path, "must be true or false");
            }
            return Boolean.valueOf(text);
        }
        if (normal instanceof JsonArray) {
            return new JsonArray(Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .toList());
        }
        return text;
    }

    private Overrides() {}
}
