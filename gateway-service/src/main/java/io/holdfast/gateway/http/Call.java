package io.holdfast.gateway.http;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.holdfast.contracts.Caller;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.PageRequest;
import io.holdfast.platform.Json;
import io.vertx.core.json.JsonArray;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request that fits the contract: its parameters (path, query and header in one map; their names differ) with the contract's defaults
 * filled in, its body, and who sends it.
 */
public final class Call {

    private final Map<String, Object> parameters;
    private final Map<String, Object> body;
    private final Caller caller;
    private final @Nullable String session;
    private final boolean secure;

    /** {@code session}: the secret of the cookie the caller came with, null without; {@code secure}: the client speaks TLS. */
    public Call(
            Map<String, Object> parameters,
            Map<String, Object> body,
            Caller caller,
            @Nullable String session,
            boolean secure) {
        this.parameters = parameters;
        this.body = body;
        this.caller = caller;
        this.session = session;
        this.secure = secure;
    }

    public Caller caller() {
        return caller;
    }

    public @Nullable String session() {
        return session;
    }

    public boolean isSecure() {
        return secure;
    }

    /** A parameter that the contract requires or gives a default. */
    public String required(String name) {
        return Objects.requireNonNull(text(name), name);
    }

    public @Nullable String text(String name) {
        Object value = parameters.get(name);
        return value == null ? null : value.toString();
    }

    public UUID id(String name) {
        return UUID.fromString(required(name));
    }

    public @Nullable UUID optionalId(String name) {
        String value = text(name);
        return value == null ? null : UUID.fromString(value);
    }

    public @Nullable Instant instant(String name) {
        String value = text(name);
        return value == null ? null : OffsetDateTime.parse(value).toInstant();
    }

    public long number(String name) {
        return Long.parseLong(required(name));
    }

    public @Nullable Boolean flag(String name) {
        return (Boolean) parameters.get(name);
    }

    public boolean isSet(String name) {
        return Boolean.TRUE.equals(flag(name));
    }

    public <E> @Nullable E one(String name, Class<E> type) {
        Object value = parameters.get(name);
        return value == null ? null : Json.mapper().convertValue(value, type);
    }

    /** The values of a list parameter; empty without it. */
    public <E> List<E> several(String name, Class<E> type) {
        Object value = parameters.get(name);
        if (value == null) {
            return List.of();
        }
        JavaType list = Json.mapper().getTypeFactory().constructCollectionType(List.class, type);
        return Json.mapper().convertValue(((JsonArray) value).getList(), list);
    }

    public PageRequest page() {
        return new PageRequest((int) number("limit"), text("cursor"));
    }

    /** The version of {@code If-Match}; null for none and for {@code *}. */
    public @Nullable Long ifVersion() {
        String tag = text("If-Match");
        if (tag == null || tag.equals("*")) {
            return null;
        }
        try {
            return Long.valueOf(tag.replaceFirst("^(W/)?\"(.*)\"$", "$2"));
        } catch (NumberFormatException e) {
            throw refused("If-Match", "Send the ETag of the resource as it was read.");
        }
    }

    /** The body as a record; fields the record's type can't take are {@code InvalidRequest}. */
    public <T> T body(Class<T> type) {
        try {
            return Json.mapper().convertValue(body, type);
        } catch (IllegalArgumentException e) {
            throw refused(pointer(e), "The value is out of range or not of this kind.");
        }
    }

    private static HoldfastException refused(String pointer, String message) {
        return new HoldfastException(
                ErrorCode.InvalidRequest, message, List.of(new FieldError(pointer, "invalid", message)));
    }

    private static String pointer(IllegalArgumentException e) {
        if (!(e.getCause() instanceof JsonMappingException)) {
            return "";
        }
        return ((JsonMappingException) e.getCause())
                .getPath().stream()
                        .map(r -> r.getFieldName() == null ? String.valueOf(r.getIndex()) : r.getFieldName())
                        .map(step -> "/" + step)
                        .collect(Collectors.joining());
    }
}
