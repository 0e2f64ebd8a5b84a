package io.holdfast.gateway.http;

import io.holdfast.contracts.FieldError;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import io.vertx.json.schema.OutputUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JSON Schema's findings in words: only the leaves, each place once.
 */
final class SchemaErrors {

    /** Keywords that only say that something below them failed. */
    private static final Set<String> STRUCTURE =
            Set.of("properties", "items", "$ref", "additionalProperties", "allOf", "anyOf", "prefixItems");

    private static final Set<String> LENGTHS = Set.of("minLength", "maxLength");

    /**
     * @param root how the value itself is named to the client
     * @param schema the value's own schema, for the limits that were missed
     */
    static List<FieldError> of(OutputUnit result, String root, JsonObject schema, Object value) {
        Map<String, FieldError> byPlace = new LinkedHashMap<>();
        List<OutputUnit> units = result.getErrors() == null ? List.of() : result.getErrors();
        for (OutputUnit unit : units) {
            String location = keywordLocation(unit, schema);
            String keyword = last(location);
            String place = place(unit.getInstanceLocation());
            if (!STRUCTURE.contains(keyword) && !keyword.equals("false")) {
                Object expected = at(schema, location);
                for (FieldError error : errors(keyword, root, place, expected, value)) {
                    byPlace.putIfAbsent(error.pointer(), error);
                }
            }
        }
        for (OutputUnit unit : units) {
            if (isUnknownField(unit, schema)) {
                String field = root + place(unit.getInstanceLocation());
                byPlace.putIfAbsent(field, new FieldError(field, "unknownField", "There is no such field."));
            }
        }
        if (byPlace.isEmpty()) {
            byPlace.put(root, new FieldError(root, "invalid", "The value is not valid."));
        }
        return List.copyOf(byPlace.values());
    }

    /** Of a UUID that is too short it says more that it is no UUID. */
    private static String keywordLocation(OutputUnit unit, JsonObject schema) {
        String location = unit.getKeywordLocation();
        String format = location.substring(0, location.lastIndexOf('/') + 1) + "format";
        return LENGTHS.contains(last(location)) && at(schema, format) != null ? format : location;
    }

    private static List<FieldError> errors(
            String keyword, String root, String place, @Nullable Object expected, Object value) {
        if (keyword.equals("required") && expected instanceof Iterable) {
            List<FieldError> missing = new ArrayList<>();
            Object object = place.isEmpty() ? value : JsonPointer.from(place).queryJson(value);
            for (Object field : (Iterable<?>) expected) {
                if (object instanceof JsonObject fields && !fields.containsKey(field.toString())) {
                    missing.add(new FieldError(root + place + "/" + field, "required", "This field is missing."));
                }
            }
            return missing;
        }
        return List.of(new FieldError(root + place, keyword, message(keyword, expected)));
    }

    private static String message(String keyword, @Nullable Object expected) {
        String limit = expected == null ? "the limit" : expected.toString();
        switch (keyword) {
            case "type":
                return "Must be of type " + limit.replaceAll("[\\[\\]\"]", "").replace(",", " or ") + ".";
            case "enum":
                return "Must be one of " + limit.replaceAll("[\\[\\]\"]", "").replace(",", ", ") + ".";
            case "minLength":
                return "Must have at least " + limit + " characters.";
            case "maxLength":
                return "Must have at most " + limit + " characters.";
            case "minItems":
                return "Must have at least " + limit + " entries.";
            case "maxItems":
                return "Must have at most " + limit + " entries.";
            case "minimum":
                return "Must be " + limit + " or more.";
            case "maximum":
                return "Must be " + limit + " or less.";
            case "pattern":
                return "Must match " + limit + ".";
            case "format":
                return "Must be a valid " + limit + ".";
            default:
                return "Does not satisfy " + keyword + ".";
        }
    }

    /**
     * The library also says of a known field whose value is wrong that it "does not match additional properties": only what the schema does
     * not know is unknown.
     */
    private static boolean isUnknownField(OutputUnit unit, JsonObject schema) {
        String keyword = unit.getKeywordLocation();
        if (!last(keyword).equals("additionalProperties")) {
            return false;
        }
        Object known = at(schema, keyword.substring(0, keyword.lastIndexOf('/')) + "/properties");
        return known == null || SchemaNodes.child(known, last(unit.getInstanceLocation())) == null;
    }

    private static String last(String location) {
        return location.substring(location.lastIndexOf('/') + 1);
    }

    private static String place(String instanceLocation) {
        return instanceLocation.startsWith("#") ? instanceLocation.substring(1) : instanceLocation;
    }

    /** The schema's own value of a keyword; the schema has no references left but `$ref` steps stay in keyword locations. */
    private static @Nullable Object at(JsonObject schema, String keywordLocation) {
        Object node = schema;
        for (String step : place(keywordLocation).split("/", -1)) {
            if (step.isEmpty()) {
                continue;
            }
            node = SchemaNodes.child(node, step);
            if (node == null) {
                return null;
            }
        }
        return node;
    }

    private SchemaErrors() {}
}
