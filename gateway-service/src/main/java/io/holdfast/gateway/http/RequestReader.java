package io.holdfast.gateway.http;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds the requests of one operation against the contract. We do this ourselves because vertx-openapi 5.0.8 decodes values twice and takes
 * a text such as {@code 1.5} for a number. All that is wrong is reported at once.
 */
final class RequestReader {

    private final List<ParameterReader> parameters;
    private final Set<String> queryNames;
    private final boolean takesBody;
    private final boolean bodyRequired;
    private final @Nullable JsonSchema bodySchema;
    private final @Nullable Validator bodyValidator;

    RequestReader(OpenAPIContract contract, Operation operation) {
        this.parameters = operation.getParameters().stream()
                .map(parameter -> new ParameterReader(contract, parameter))
                .toList();
        this.queryNames = parameters.stream()
                .filter(ParameterReader::isQuery)
                .map(ParameterReader::name)
                .collect(Collectors.toSet());
        this.takesBody = operation.getRequestBody() != null;
        this.bodyRequired = takesBody && operation.getRequestBody().isRequired();
        MediaType type = takesBody ? operation.getRequestBody().getContent().get(MediaType.APPLICATION_JSON) : null;
        this.bodySchema = type == null ? null : type.getSchema();
        this.bodyValidator =
                bodySchema == null ? null : contract.getSchemaRepository().validator(bodySchema);
    }

    /** @throws HoldfastException {@code InvalidRequest} or {@code UnsupportedMediaType} */
    Call read(RoutingContext ctx, Caller caller, @Nullable String session) {
        List<FieldError> errors = new ArrayList<>();
        Map<String, Object> values = new HashMap<>();
        for (String name : ctx.queryParams().names()) {
            if (!queryNames.contains(name)) {
                errors.add(new FieldError("?" + name, "unknownParameter", "There is no such parameter here."));
            }
        }
        parameters.forEach(parameter -> parameter.read(ctx, values, errors));
        Map<String, Object> body = body(ctx, errors);
        if (!errors.isEmpty()) {
            throw refused(errors);
        }
        return new Call(values, body, caller, session, isSecure(ctx.request()));
    }

    /** Whether the client speaks TLS, with us or with the proxy before us. */
    private static boolean isSecure(HttpServerRequest request) {
        String forwarded = request.getHeader("X-Forwarded-Proto");
        return request.isSSL()
                || (forwarded != null && forwarded.split(",", 2)[0].trim().equalsIgnoreCase("https"));
    }

    private Map<String, Object> body(RoutingContext ctx, List<FieldError> errors) {
        Buffer buffer = ctx.body() == null ? null : ctx.body().buffer();
        boolean empty = buffer == null || buffer.length() == 0;
        if (!takesBody && !empty) {
            errors.add(new FieldError("", "unexpectedBody", "This operation takes no body."));
        }
        if (!takesBody || bodySchema == null || bodyValidator == null) {
            return Map.of();
        }
        if (buffer == null || empty) {
            if (bodyRequired) {
                errors.add(new FieldError("", "required", "A JSON body is missing."));
            }
            return Map.of();
        }
        requireJson(ctx);
        JsonObject value = parse(buffer);
        OutputUnit result = bodyValidator.validate(value);
        if (!Boolean.TRUE.equals(result.getValid())) {
            errors.addAll(SchemaErrors.of(result, "", (JsonObject) bodySchema, value));
            return Map.of();
        }
        PlainText.check(value, "", errors);
        return value.getMap();
    }

    private static void requireJson(RoutingContext ctx) {
        String type = String.valueOf(ctx.request().getHeader("Content-Type"));
        String essence = type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        if (!essence.equals("application/json")) {
            throw new HoldfastException(ErrorCode.UnsupportedMediaType, "The body must be application/json.");
        }
    }

    private static JsonObject parse(Buffer buffer) {
        try {
            if (Json.decodeValue(buffer) instanceof JsonObject object) {
                return object;
            }
        } catch (DecodeException e) {
            throw refused(List.of(new FieldError("", "malformed", "The body is not well-formed JSON.")));
        }
        throw refused(List.of(new FieldError("", "type", "The body must be a JSON object.")));
    }

    private static HoldfastException refused(List<FieldError> errors) {
        FieldError first = errors.get(0);
        String where = first.pointer().isEmpty() ? "" : first.pointer() + ": ";
        String more = errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)";
        return new HoldfastException(ErrorCode.InvalidRequest, where + first.message() + more, errors);
    }
}
