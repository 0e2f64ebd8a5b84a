package io.holdfast.gateway.web;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.gateway.http.Contract;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Set;

/**
 * {@code /openapi.yaml}, and the same for reading at {@code /docs}; every error code at {@code /docs/errors}. Rendered once.
 */
public final class Docs {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private final Contract contract;
    private final JsonObject document;

    public Docs(Contract contract) {
        this.contract = contract;
        this.document = contract.document();
    }

    public void mount(Router router) {
        String api = api();
        String errors = errors();
        router.get("/openapi.yaml").handler(ctx -> ctx.response()
                .putHeader("Content-Type", "application/yaml; charset=utf-8")
                .end(contract.text()));
        router.get("/docs").handler(ctx -> html(ctx.response(), api));
        router.get("/docs/errors").handler(ctx -> html(ctx.response(), errors));
    }

    private static void html(HttpServerResponse response, String page) {
        response.putHeader("Content-Type", "text/html; charset=utf-8").end(page);
    }

    private String api() {
        Html page = new Html(document.getJsonObject("info").getString("title") + " API");
        page.text(document.getJsonObject("info").getString("description"));
        page.link("/openapi.yaml", "openapi.yaml").link("/docs/errors", "Error codes");
        for (Object tag : document.getJsonArray("tags")) {
            JsonObject group = (JsonObject) tag;
            page.heading(group.getString("name"), group.getString("name"));
            page.text(group.getString("description"));
            operations(page, group.getString("name"));
        }
        page.heading("schemas", "Schemas");
        document.getJsonObject("components").getJsonObject("schemas").forEach(schema -> {
            page.subheading("schema-" + schema.getKey(), schema.getKey());
            schema(page, (JsonObject) schema.getValue());
        });
        return page.end();
    }

    private void operations(Html page, String tag) {
        document.getJsonObject("paths").forEach(path -> ((JsonObject) path.getValue()).forEach(entry -> {
            if (METHODS.contains(entry.getKey())) {
                JsonObject operation = (JsonObject) entry.getValue();
                if (operation.getJsonArray("tags").contains(tag)) {
                    operation(page, entry.getKey(), path.getKey(), operation);
                }
            }
        }));
    }

    private void operation(Html page, String method, String path, JsonObject operation) {
        page.operation(operation.getString("operationId"), method, path, operation.getString("summary"));
        page.text(operation.getString("description", ""));
        JsonArray parameters = operation.getJsonArray("parameters", new JsonArray());
        List<List<String>> rows = parameters.stream()
                .map(parameter -> resolve((JsonObject) parameter))
                .map(p -> List.of(p.getString("name"), p.getString("in"), p.getString("description", "")))
                .toList();
        page.table(List.of("Parameter", "in", ""), rows);
        JsonObject body = operation.getJsonObject("requestBody");
        if (body != null) {
            JsonObject json = body.getJsonObject("content").getJsonObject("application/json");
            page.reference("Body", name(json.getJsonObject("schema")));
            page.code(json.getJsonObject("example").encodePrettily());
        }
        operation.getJsonObject("responses").forEach(response -> {
            JsonObject content = resolve((JsonObject) response.getValue()).getJsonObject("content", new JsonObject());
            content.forEach(type -> page.reference(
                    response.getKey() + " " + type.getKey(),
                    name(((JsonObject) type.getValue()).getJsonObject("schema"))));
        });
    }

    private void schema(Html page, JsonObject schema) {
        page.text(schema.getString("description", ""));
        if (schema.containsKey("enum")) {
            page.text("One of: "
                    + String.join(
                            ", ",
                            schema.getJsonArray("enum").stream()
                                    .map(Object::toString)
                                    .toList()));
        }
        JsonArray required = schema.getJsonArray("required", new JsonArray());
        List<List<String>> rows = schema.getJsonObject("properties", new JsonObject()).stream()
                .map(property -> {
                    JsonObject type = (JsonObject) property.getValue();
                    return List.of(
                            property.getKey(),
                            type(type),
                            required.contains(property.getKey()) ? "always" : "",
                            type.getString("description", ""));
                })
                .toList();
        page.table(List.of("Field", "Type", "", ""), rows);
    }

    private static String type(JsonObject schema) {
        if (schema.containsKey("$ref")) {
            return name(schema);
        }
        return schema.containsKey("items")
                ? "list of " + type(schema.getJsonObject("items"))
                : String.valueOf(schema.getValue("type"));
    }

    private static String name(JsonObject schema) {
        String reference = schema.getString("$ref", String.valueOf(schema.getValue("type")));
        return reference.substring(reference.lastIndexOf('/') + 1);
    }

    private JsonObject resolve(JsonObject node) {
        String reference = node.getString("$ref");
        if (reference == null) {
            return node;
        }
        JsonObject found = document;
        for (String step : reference.substring(2).split("/", -1)) {
            found = found.getJsonObject(step);
        }
        return found;
    }

    private static String errors() {
        Html page = new Html("Error codes");
        page.link("/docs", "API");
        for (ErrorCode code : ErrorCode.values()) {
            page.heading(code.name(), code.name());
            page.text("HTTP " + code.kind().httpStatus() + ". " + code.title() + ". " + code.recommendation());
        }
        return page.end();
    }
}
