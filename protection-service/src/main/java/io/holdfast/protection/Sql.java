package io.holdfast.protection;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.holdfast.contracts.PageRequest;
import io.holdfast.platform.Cursor;
import io.holdfast.platform.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the contract's types cross into columns and back.
 */
final class Sql {

    /** One page: the rows asked for and, when there are more, where the next one begins. */
    record Slice<T>(List<T> items, @Nullable String nextCursor) {

        /** {@code rows} were read with {@code limit + 1}. */
        static <T> Slice<T> of(List<T> rows, int limit, Function<T, Object[]> keys) {
            if (rows.size() <= limit) {
                return new Slice<>(rows, null);
            }
            List<T> items = rows.subList(0, limit);
            return new Slice<>(List.copyOf(items), Cursor.encode(keys.apply(items.get(limit - 1))));
        }
    }

    private Sql() {}

    static int limit(PageRequest page) {
        return Math.max(1, Math.min(page.limit(), PageRequest.MAX_LIMIT));
    }

    /** The cursor's keys, or as many nulls for the first page. */
    static List<@Nullable String> keys(PageRequest page, int count) {
        List<@Nullable String> keys = new ArrayList<>();
        JsonArray cursor = page.cursor() == null ? null : Cursor.decode(page.cursor(), count);
        for (int i = 0; i < count; i++) {
            keys.add(cursor == null ? null : String.valueOf(cursor.getValue(i)));
        }
        return keys;
    }

    static @Nullable UUID uuidKey(@Nullable String key) {
        return key == null ? null : Cursor.uuid(JsonArray.of(key), 0);
    }

    static @Nullable OffsetDateTime timeKey(@Nullable String key) {
        return key == null ? null : Cursor.time(JsonArray.of(key), 0);
    }

    static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    static @Nullable Instant instantOrNull(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    static JsonObject json(Object value) {
        return new JsonObject(Json.toMap(value));
    }

    /** To be cast to {@code jsonb}. */
    static String text(Object value) {
        try {
            return Json.mapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static JsonArray jsonArray(List<?> values) {
        JsonArray array = new JsonArray();
        values.forEach(value -> array.add(Json.toMap(value)));
        return array;
    }

    static <T> T read(Row row, String column, Class<T> type) {
        return Json.from(row.getJsonObject(column).getMap(), type);
    }

    static <T> List<T> readList(Row row, String column, Class<T> type) {
        JsonArray array = row.getJsonArray(column);
        List<T> list = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            list.add(Json.from(array.getJsonObject(i).getMap(), type));
        }
        return list;
    }

    static String[] names(List<? extends Enum<?>> values) {
        return values == null ? new String[0] : values.stream().map(Enum::name).toArray(String[]::new);
    }

    static <T> List<T> list(RowSet<Row> rows, Function<Row, T> read) {
        List<T> list = new ArrayList<>(rows.size());
        rows.forEach(row -> list.add(read.apply(row)));
        return list;
    }

    static <T> @Nullable T first(RowSet<Row> rows, Function<Row, T> read) {
        return rows.size() == 0 ? null : read.apply(rows.iterator().next());
    }
}
