package io.holdfast.gateway.http;

import io.holdfast.contracts.FieldError;
import io.holdfast.platform.Database;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Refuses text that can't be kept, before any service meets it.
 */
final class PlainText {

    /** Adds every text of a JSON value that is none, names of fields among them. */
    static void check(Object value, String pointer, List<FieldError> errors) {
        if (value instanceof String text && !Database.canKeep(text)) {
            errors.add(refused(pointer));
        } else if (value instanceof JsonObject object) {
            object.forEach(field -> {
                if (!Database.canKeep(field.getKey())) {
                    errors.add(refused(pointer));
                } else if (field.getValue() != null) {
                    String name = field.getKey().replace("~", "~0").replace("/", "~1");
                    check(field.getValue(), pointer + "/" + name, errors);
                }
            });
        } else if (value instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                if (array.getValue(i) != null) {
                    check(array.getValue(i), pointer + "/" + i, errors);
                }
            }
        }
    }

    static FieldError refused(String pointer) {
        return new FieldError(pointer, "invalid", "Must be plain text, without NUL characters.");
    }

    private PlainText() {}
}
