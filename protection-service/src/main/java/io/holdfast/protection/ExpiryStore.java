package io.holdfast.protection;

import io.holdfast.protection.ExpiryRule.Expiry;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The recovery points' rows as retention sees them: what decides how long they live, and what was decided.
 */
final class ExpiryStore {

    /** What the rules look at. {@code expiry}: as last decided; null when it never was. */
    record Candidate(
            UUID item,
            String itemName,
            UUID id,
            Instant time,
            @Nullable Instant scheduledFor,
            @Nullable Instant retainUntil,
            long storedBytes,
            boolean newest,
            @Nullable Expiry expiry) {

        KeepRule.Point rulePoint() {
            return new KeepRule.Point(id, time, scheduledFor, retainUntil);
        }
    }

    /** The points of one item, oldest first. */
    Future<List<Candidate>> candidates(SqlClient client, UUID item) {
        return candidates(client, List.of(item));
    }

    /** The points of these items, the oldest of each first. */
    Future<List<Candidate>> candidates(SqlClient client, List<UUID> items) {
        String sql = """
                select p.item, i.cloud_service || '/' || i.name as item_name, p.id, p.time, p.scheduled_for, p.retain_until, p.stored_bytes, i.latest_point = p.time as newest,
                       p.keep_until, p.kept_because, p.grace_until
                from points p join items i on i.id = p.item
                where i.claim = 'Claimed' and p.deleting is null and p.deleted_at is null and p.item = any($1)
                order by p.item, p.time, p.id
                """;
        return client.preparedQuery(sql)
                .execute(Tuple.tuple().addArrayOfUUID(items.toArray(new UUID[0])))
                .map(rows -> Sql.list(
                        rows,
                        row -> new Candidate(
                                row.getUUID("item"),
                                row.getString("item_name"),
                                row.getUUID("id"),
                                Sql.instant(row, "time"),
                                Sql.instantOrNull(row, "scheduled_for"),
                                Sql.instantOrNull(row, "retain_until"),
                                row.getLong("stored_bytes"),
                                Boolean.TRUE.equals(row.getBoolean("newest")),
                                expiry(row))));
    }

    Future<Void> write(SqlClient client, List<Expiries.Judged> decided) {
        String sql = """
                update points p set keep_until = u.keep_until, kept_because = u.because, grace_until = u.grace_until
                from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::timestamptz[]) as u (id, keep_until, because, grace_until)
                where p.id = u.id
                """;
        return decided.isEmpty()
                ? Future.succeededFuture()
                : client.preparedQuery(sql)
                        .execute(Tuple.tuple()
                                .addArrayOfUUID(decided.stream()
                                        .map(judged -> judged.point().id())
                                        .toArray(UUID[]::new))
                                .addArrayOfOffsetDateTime(times(decided, Expiry::keepUntil))
                                .addArrayOfString(decided.stream()
                                        .map(judged -> judged.expiry().because())
                                        .toArray(String[]::new))
                                .addArrayOfOffsetDateTime(times(decided, Expiry::graceUntil)))
                        .mapEmpty();
    }

    private static OffsetDateTime[] times(List<Expiries.Judged> decided, Function<Expiry, @Nullable Instant> time) {
        return decided.stream()
                .map(judged -> Sql.time(time.apply(judged.expiry())))
                .toArray(OffsetDateTime[]::new);
    }

    static @Nullable Expiry expiry(Row row) {
        String because = row.getString("kept_because");
        return because == null
                ? null
                : new Expiry(Sql.instantOrNull(row, "keep_until"), because, Sql.instantOrNull(row, "grace_until"));
    }
}
