package io.holdfast.gateway.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a gateway answers against {@code openapi.yaml}, more strictly than clients should: fields that the contract does not know are
 * errors. Thread-safe; knows nothing of the gateway's code.
 */
public final class ContractCheck {

    private static final String BASE = "/api/v1";

    private final JsonObject document;
    private final Map<String, Validator> validators = new ConcurrentHashMap<>();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    public ContractCheck() {
        this.document = read();
        document.getJsonObject("components").getJsonObject("schemas").forEach(s -> close((JsonObject) s.getValue()));
    }

    /** Operations, as {@code operationId}, that have answered with something else than a problem. */
    public Set<String> seen() {
        return Set.copyOf(seen);
    }

    /** All {@code operationId}s of the contract. */
    public Set<String> operations() {
        Set<String> all = ConcurrentHashMap.newKeySet();
        document.getJsonObject("paths").forEach(path -> ((JsonObject) path.getValue()).forEach(entry -> {
            if (entry.getValue() instanceof JsonObject) {
                all.add(((JsonObject) entry.getValue()).getString("operationId"));
            }
        }));
        return all;
    }

    /**
     * @param path of the request, with or without query
     * @param contentType of the answer, null for none
     * @throws AssertionError saying what does not fit
     */
    public void response(String method, String path, int status, @Nullable String contentType, String body) {
        String bare = path.split("\\?", 2)[0];
        Optional<JsonObject> operation =
                bare.startsWith(BASE) ? operation(method, bare.substring(BASE.length())) : Optional.empty();
        String what = method + " " + bare + " → " + status;
        if (operation.isEmpty()) {
            require(status == 404 || status == 405 || status == 401, what + ": not in the contract");
            matches("Problem", body, what);
            return;
        }
        JsonObject responses = operation.get().getJsonObject("responses");
        String key = responses.containsKey(Integer.toString(status)) ? Integer.toString(status) : "default";
        require(key.equals("default") == (status >= 400), what + ": this status is not in the contract");
        JsonObject content = resolve(responses.getJsonObject(key)).getJsonObject("content", new JsonObject());
        if (content.isEmpty()) {
            require(body.isEmpty(), what + ": has a body");
        } else {
            String type = String.valueOf(contentType).split(";", 2)[0];
            require(content.containsKey(type), what + ": content type " + contentType);
            if (!type.equals("text/event-stream")) {
                matches(name(content.getJsonObject(type).getJsonObject("schema")), body, what);
            }
        }
        if (status < 400) {
            seen.add(operation.get().getString("operationId"));
        }
    }

    /** Holds the data of a server-sent event against the schema its stream names for it. */
    public void event(String path, String type, String data) {
        JsonObject operation = operation("GET", path.split("\\?", 2)[0].substring(BASE.length()))
                .orElseThrow();
        JsonObject events = resolve(operation.getJsonObject("responses").getJsonObject("200"))
                .getJsonObject("content")
                .getJsonObject("text/event-stream")
                .getJsonObject("x-events");
        require(events.containsKey(type), path + " has no events of type " + type);
        matches(name(events.getJsonObject(type)), data, path + " event " + type);
        seen.add(operation.getString("operationId"));
    }

    private void matches(String schema, String json, String what) {
        OutputUnit result = validators.computeIfAbsent(schema, this::validator).validate(Json.decodeValue(json));
        require(
                Boolean.TRUE.equals(result.getValid()),
                what + " is no " + schema + ": " + result.getErrors() + "\n" + json);
    }

    private Validator validator(String schema) {
        JsonObject root = new JsonObject()
                .put("$ref", "#/components/schemas/" + schema)
                .put("components", document.getJsonObject("components").copy());
        return Validator.create(
                JsonSchema.of(root),
                new JsonSchemaOptions()
                        .setDraft(Draft.DRAFT202012)
                        .setOutputFormat(OutputFormat.Basic)
                        .setBaseUri("app://contract"));
    }

    private Optional<JsonObject> operation(String method, String path) {
        return document.getJsonObject("paths").stream()
                .filter(entry -> path.matches(entry.getKey().replaceAll("\\{[^}]+}", "[^/]+")))
                // of two that fit, such as /jobs/{job} and /jobs/stream, the literal one
                .sorted((a, b) -> Integer.compare(
                        a.getKey().split("\\{", -1).length, b.getKey().split("\\{", -1).length))
                .map(entry -> ((JsonObject) entry.getValue()).getJsonObject(method.toLowerCase(Locale.ROOT)))
                .filter(operation -> operation != null)
                .findFirst();
    }

    private JsonObject resolve(JsonObject node) {
        String reference = node.getString("$ref");
        if (reference == null) {
            return node;
        }
        JsonObject found = document;
        for (String step : reference.substring(2).split("/")) {
            found = found.getJsonObject(step);
        }
        return found;
    }

    private static String name(JsonObject schema) {
        String reference = schema.getString("$ref");
        return reference.substring(reference.lastIndexOf('/') + 1);
    }

    private static void close(Object node) {
        if (node instanceof JsonArray) {
            ((JsonArray) node).forEach(ContractCheck::close);
        } else if (node instanceof JsonObject) {
            JsonObject schema = (JsonObject) node;
            if (schema.containsKey("properties") && !schema.containsKey("additionalProperties")) {
                schema.put("additionalProperties", false);
            }
            schema.forEach(entry -> close(entry.getValue()));
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new AssertionError(message);
        }
    }

    private static JsonObject read() {
        try (InputStream in = ContractCheck.class.getResourceAsStream("/openapi.yaml")) {
            Map<?, ?> map = new ObjectMapper(new YAMLFactory()).readValue(in, Map.class);
            return new JsonObject(Json.encode(map));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
