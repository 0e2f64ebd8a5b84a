package io.holdfast.gateway.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Steps through a schema whose references are resolved.
 */
final class SchemaNodes {

    /** A {@code $ref} step leads to the same place, because the reference has been replaced by what it names. */
    static @Nullable Object child(Object node, String step) {
        String name = step.replace("~1", "/").replace("~0", "~");
        if (name.equals("$ref")) {
            return node;
        }
        if (node instanceof Map<?, ?> map) {
            return map.get(name);
        }
        if (node instanceof JsonObject object) {
            return object.getValue(name);
        }
        if (node instanceof JsonArray array && name.matches("\\d{1,6}")) {
            int index = Integer.parseInt(name);
            return index < array.size() ? array.getValue(index) : null;
        }
        return null;
    }

    private SchemaNodes() {}
}
