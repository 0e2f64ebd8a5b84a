package io.holdfast.platform;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.vertx.core.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * The opaque page cursor of every list: the sort keys of a page's last row.
 */
public final class Cursor {

    /** Keys may be strings, numbers, booleans, instants and UUIDs; the last two come back as strings. */
    public static String encode(Object... keys) {
        JsonArray array = new JsonArray();
        for (Object key : keys) {
            array.add(key instanceof UUID ? key.toString() : key);
        }
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(array.encode().getBytes(StandardCharsets.UTF_8));
    }

    /** @throws HoldfastException {@code InvalidRequest} when the text is no cursor of ours */
    public static JsonArray decode(String cursor) {
        JsonArray keys;
        try {
            keys = new JsonArray(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            throw invalid();
        }
        if (keys.stream().anyMatch(key -> key instanceof String text && !Database.canKeep(text))) {
            throw invalid();
        }
        return keys;
    }

    /** As {@link #decode(String)}, and refuses a cursor that does not have exactly {@code keys} keys: one of another list. */
    public static JsonArray decode(String cursor, int keys) {
        JsonArray array = decode(cursor);
        if (array.size() != keys) {
            throw invalid();
        }
        return array;
    }

    /** The key at that place as the UUID it was. */
    public static UUID uuid(JsonArray keys, int place) {
        try {
            return UUID.fromString(keys.getString(place));
        } catch (RuntimeException e) {
            throw invalid();
        }
    }

    /** The key at that place as the instant it was. */
    public static OffsetDateTime time(JsonArray keys, int place) {
        try {
            OffsetDateTime time = Instant.parse(keys.getString(place)).atOffset(ZoneOffset.UTC);
            if (time.getYear() >= 0 && time.getYear() <= 9999) {
                return time;
            }
        } catch (RuntimeException e) {
            throw invalid();
        }
        throw invalid();
    }

    private static HoldfastException invalid() {
        String message = "cursor does not come from nextCursor of this list";
        return new HoldfastException(
                ErrorCode.InvalidRequest, message, List.of(new FieldError("?cursor", "InvalidCursor", message)));
    }

    private Cursor() {}
}
