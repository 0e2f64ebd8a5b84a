package io.holdfast.backup;

import io.holdfast.platform.Database;
import io.holdfast.store.PointKey;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tables of what verifications have seen. */
final class VerifiedStore {
    private final Database database;

    /** Of a pack: when it was looked at, and what was wrong. */
    record Seen(Instant at, @Nullable String damage) {}

    VerifiedStore(Database database) {
        this.database = database;
    }

    Future<Map<String, Seen>> seen(UUID vault) {
        return database.pool()
                .preparedQuery("select pack, verified_at, damage from verified_packs where vault = $1")
                .execute(Tuple.of(vault))
                .map(rows -> {
                    Map<String, Seen> seen = new HashMap<>();
                    for (Row row : rows) {
                        seen.put(
                                row.getString("pack"),
                                new Seen(row.getOffsetDateTime("verified_at").toInstant(), row.getString("damage")));
                    }
                    return seen;
                });
    }

    /** {@code damage}: null: it is sound. */
    Future<Void> saw(UUID vault, String pack, Instant at, @Nullable String damage) {
        OffsetDateTime time = at.atOffset(ZoneOffset.UTC);
        return execute("""
                insert into verified_packs (vault, pack, verified_at, damage) values ($1, $2, $3, $4)
                on conflict (vault, pack) do update set verified_at = excluded.verified_at, damage = excluded.damage
                """, Tuple.of(vault, pack).addOffsetDateTime(time).addString(damage));
    }

    /** All packs but these are gone. */
    Future<Void> keepOnly(UUID vault, Collection<String> packs) {
        return execute(
                "delete from verified_packs where vault = $1 and pack <> all ($2)",
                Tuple.of(vault).addArrayOfString(packs.toArray(String[]::new)));
    }

    /** These points are damaged now, and no others of the vault. Answers the items that had damaged ones before, and have none now. */
    Future<Set<UUID>> damaged(UUID vault, Collection<PointKey> points) {
        UUID[] items = points.stream().map(PointKey::item).toArray(UUID[]::new);
        UUID[] ids = points.stream().map(PointKey::point).toArray(UUID[]::new);
        return database.transaction(
                client -> client.preparedQuery("delete from damaged_points where vault = $1 returning item")
                        .execute(Tuple.of(vault))
                        .map(rows -> {
                            Set<UUID> healed = new HashSet<>();
                            rows.forEach(row -> healed.add(row.getUUID("item")));
                            List.of(items).forEach(healed::remove);
                            return healed;
                        })
                        .compose(healed -> client.preparedQuery(
                                        "insert into damaged_points (vault, item, point) select $1, * from unnest($2::uuid[], $3::uuid[])")
                                .execute(Tuple.of(vault).addArrayOfUUID(items).addArrayOfUUID(ids))
                                .map(x -> healed)));
    }

    Future<Boolean> isDamaged(UUID vault, UUID point) {
        return database.pool()
                .preparedQuery("select 1 from damaged_points where vault = $1 and point = $2")
                .execute(Tuple.of(vault, point))
                .map(rows -> rows.rowCount() == 1);
    }

    private Future<Void> execute(String sql, Tuple values) {
        return database.pool().preparedQuery(sql).execute(values).mapEmpty();
    }
}
