package io.holdfast.gateway.http;

import io.holdfast.contracts.FieldError;
import io.holdfast.platform.Database;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import io.vertx.json.schema.common.dsl.SchemaType;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Parameter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes one parameter out of a request: decoded once, of the type its schema says, held against that schema.
 */
final class ParameterReader {

    private final Parameter parameter;
    private final JsonObject schema;
    private final Validator validator;

    ParameterReader(OpenAPIContract contract, Parameter parameter) {
        this.parameter = parameter;
        this.schema = (JsonObject) parameter.getSchema();
        this.validator = contract.getSchemaRepository().validator(parameter.getSchema());
    }

    String name() {
        return parameter.getName();
    }

    boolean isQuery() {
        return parameter.getIn() == Location.QUERY;
    }

    /** Puts the value, or the schema's default, among {@code values}; or what is wrong among {@code errors}. */
    void read(RoutingContext ctx, Map<String, Object> values, List<FieldError> errors) {
        String pointer = isQuery() ? "?" + name() : name();
        List<String> raw = raw(ctx);
        if (raw.size() > 1) {
            errors.add(new FieldError(pointer, "repeated", "Give this once; separate several values by commas."));
            return;
        }
        if (raw.isEmpty()) {
            Object byDefault = schema.getValue("default");
            if (byDefault != null) {
                values.put(name(), byDefault);
            } else if (parameter.isRequired()) {
                errors.add(new FieldError(pointer, "required", "This is missing."));
            }
            return;
        }
        if (!Database.canKeep(raw.get(0))) {
            errors.add(PlainText.refused(pointer));
            return;
        }
        Object value = typed(raw.get(0));
        OutputUnit result = validator.validate(value);
        if (Boolean.TRUE.equals(result.getValid())) {
            values.put(name(), value);
        } else {
            FieldError first = SchemaErrors.of(result, pointer, schema, value).get(0);
            errors.add(new FieldError(pointer, first.code(), first.message()));
        }
    }

    private List<String> raw(RoutingContext ctx) {
        switch (parameter.getIn()) {
            case PATH:
                return listOf(ctx.pathParam(name()));
            case QUERY:
                return ctx.queryParam(name());
            case HEADER:
                return listOf(ctx.request().getHeader(name()));
            default:
                return List.of();
        }
    }

    private static List<String> listOf(@Nullable String value) {
        return value == null ? List.of() : List.of(value);
    }

    private Object typed(String raw) {
        if (parameter.getSchemaType() != SchemaType.ARRAY) {
            return typed(raw, parameter.getSchemaType());
        }
        JsonArray array = new JsonArray();
        if (!raw.isEmpty()) {
            for (String part : raw.split(",", -1)) {
                array.add(part);
            }
        }
        return array;
    }

    /** What is not of the type stays text, which the schema then refuses. */
    private static Object typed(String raw, @Nullable SchemaType type) {
        if (Objects.equals(type, SchemaType.INTEGER) && raw.matches("-?\\d{1,18}")) {
            return Long.valueOf(raw);
        }
        if (Objects.equals(type, SchemaType.BOOLEAN) && raw.matches("true|false")) {
            return Boolean.valueOf(raw);
        }
        return raw;
    }
}
