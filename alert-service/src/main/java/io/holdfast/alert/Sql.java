package io.holdfast.alert;

import io.holdfast.contracts.PageRequest;
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
 * How values cross into columns and back.
 */
final class Sql {

    private Sql() {}

    static int limit(PageRequest page) {
        return Math.max(1, Math.min(page.limit(), PageRequest.MAX_LIMIT));
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

    static JsonArray array(List<?> values) {
        JsonArray array = new JsonArray();
        values.forEach(value -> array.add(value instanceof Record ? json(value) : value.toString()));
        return array;
    }

    static UUID[] uuids(List<UUID> ids) {
        return ids.toArray(new UUID[0]);
    }

    static String[] names(List<? extends Enum<?>> values) {
        return values.stream().map(Enum::name).toArray(String[]::new);
    }

    static <T> @Nullable String[] texts(List<T> values, Function<T, @Nullable String> text) {
        return values.stream().map(text).toArray(String[]::new);
    }

    static <T> OffsetDateTime[] times(List<T> values, Function<T, Instant> time) {
        return values.stream().map(time).map(Sql::time).toArray(OffsetDateTime[]::new);
    }

    static <T> UUID[] ids(List<T> values, Function<T, @Nullable UUID> id) {
        return values.stream().map(id).toArray(UUID[]::new);
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
