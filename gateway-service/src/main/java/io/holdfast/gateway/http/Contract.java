package io.holdfast.gateway.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Path;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code openapi.yaml}: the text as published, and the same contract in the form Vert.x 5.0.8 takes. That form differs in media types only:
 * the library refuses {@code application/problem+json} and {@code text/event-stream}, so these become {@code application/json} and
 * {@code text/plain}; and it leaves access control to us, so {@code security} is taken out.
 */
public final class Contract {

    /** Where the API is mounted; equal to the path of {@code servers} in the contract. */
    public static final String BASE = "/api/v1";

    private static final String RESOURCE = "/openapi.yaml";
    private static final Map<String, String> MEDIA_TYPES =
            Map.of("application/problem+json", "application/json", "text/event-stream", "text/plain");

    private final String text;
    private final JsonObject document;
    private final OpenAPIContract openApi;

    private Contract(String text, JsonObject document, OpenAPIContract openApi) {
        this.text = text;
        this.document = document;
        this.openApi = openApi;
    }

    /** Fails when the contract is not valid. */
    public static Future<Contract> load(Vertx vertx) {
        return vertx.executeBlocking(Contract::read).compose(text -> {
            JsonObject document = parse(text);
            return OpenAPIContract.from(vertx, acceptable(document))
                    .map(openApi -> new Contract(text, document, openApi));
        });
    }

    /** The published text. */
    public String text() {
        return text;
    }

    /** The published contract as JSON; not to be changed. */
    public JsonObject document() {
        return document;
    }

    public OpenAPIContract openApi() {
        return openApi;
    }

    public List<Operation> operations() {
        return openApi.operations();
    }

    /** The methods a path of the API takes, as for {@code Allow}; empty when there is no such path. */
    public String allowed(String path) {
        Path found = openApi.findPath(path);
        return found == null
                ? ""
                : found.getOperations().stream()
                        .map(Operation::getHttpMethod)
                        .map(HttpMethod::name)
                        .sorted()
                        .collect(Collectors.joining(", "));
    }

    private static String read() throws IOException {
        try (InputStream in = Contract.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException("openapi.yaml is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static JsonObject parse(String yaml) {
        try {
            Map<?, ?> map = new ObjectMapper(new YAMLFactory()).readValue(yaml, Map.class);
            return new JsonObject(io.vertx.core.json.Json.encode(map));
        } catch (IOException e) {
            throw new IllegalStateException("openapi.yaml cannot be read", e);
        }
    }

    static JsonObject acceptable(JsonObject document) {
        JsonObject copy = document.copy();
        copy.remove("security");
        copy.getJsonObject("components").remove("securitySchemes");
        rename(copy);
        return copy;
    }

    private static void rename(Object node) {
        if (node instanceof JsonArray array) {
            array.forEach(Contract::rename);
        } else if (node instanceof JsonObject object) {
            object.remove("x-events");
            if (object.getValue("content") instanceof JsonObject) {
                JsonObject content = object.getJsonObject("content");
                MEDIA_TYPES.forEach((refused, taken) -> {
                    Object type = content.remove(refused);
                    if (type != null) {
                        content.put(taken, type);
                    }
                });
            }
            if (object.getValue("security") instanceof JsonArray) {
                object.remove("security");
            }
            object.forEach(entry -> rename(entry.getValue()));
        }
    }
}
