package io.holdfast.alert;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The other half of {@link ConditionStore}: items leave alerts, and the last one resolves them.
 */
final class EndingStore {

    /** {@code exceptAlert}: the one that the item stays in. */
    record Over(Ending ending, @Nullable UUID exceptAlert) {}

    private static final String WHICH = """
            from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::uuid[]) as e (item, cause, group_key, until, except_alert)
            join alert_items i on i.item = e.item and i.cause = e.cause and i.ended_at is null and i.evidence_at <= e.until
                              and i.alert is distinct from e.except_alert
            join alerts a on a.id = i.alert and (e.group_key is null or a.group_key = e.group_key)
            """;

    private final NewsStore news;

    EndingStore(NewsStore news) {
        this.news = news;
    }

    /** Adds the alerts that are not what they were to {@code changed}. */
    Future<Void> end(SqlClient client, List<Over> all, Instant now, Set<UUID> changed) {
        String mark = """
                update alert_items t set ended_at = $6
                from (select i.alert, i.item %s) as o
                where t.alert = o.alert and t.item = o.item and t.ended_at is null
                """.formatted(WHICH);
        if (all.isEmpty()) {
            return Future.succeededFuture();
        }
        Tuple tuple = tuple(all);
        return client.preparedQuery("select distinct a.id " + WHICH + " order by a.id")
                .execute(tuple)
                .map(rows -> Sql.list(rows, row -> row.getUUID("id")))
                .compose(alerts -> alerts.isEmpty()
                        ? Future.succeededFuture()
                        : lock(client, alerts)
                                .compose(
                                        x -> client.preparedQuery(mark).execute(tuple.addOffsetDateTime(Sql.time(now))))
                                .compose(x -> settle(client, alerts, now, changed)));
    }

    private static Tuple tuple(List<Over> all) {
        return Tuple.tuple()
                .addArrayOfUUID(Sql.ids(all, it -> it.ending().item()))
                .addArrayOfString(Sql.texts(all, it -> it.ending().cause().name()))
                .addArrayOfString(Sql.texts(all, it -> it.ending().group()))
                .addArrayOfOffsetDateTime(Sql.times(all, it -> it.ending().until()))
                .addArrayOfUUID(Sql.ids(all, Over::exceptAlert));
    }

    private static Future<?> lock(SqlClient client, List<UUID> alerts) {
        return client.preparedQuery("select id from alerts where id = any($1) order by id for update")
                .execute(Tuple.tuple().addArrayOfUUID(Sql.uuids(alerts)));
    }

    /** Brings locked alerts into line with their items: one that concerns none is resolved. */
    private Future<Void> settle(SqlClient client, List<UUID> alerts, Instant now, Set<UUID> changed) {
        String sql = """
                update alerts a
                set item_count = c.items, version = version + 1,
                    status = case when c.items = 0 then 'Resolved' else status end,
                    resolved_by = case when c.items = 0 then $3 else null end,
                    resolved_at = case when c.items = 0 then $2::timestamptz else null end
                from (select id, (select count(*) from alert_items i where i.alert = x.id and i.ended_at is null) as items
                      from unnest($1::uuid[]) as x (id)) c
                where a.id = c.id and a.status <> 'Resolved' and a.item_count <> c.items
                returning a.id, a.vault, a.status
                """;
        return client.preparedQuery(sql)
                .execute(Tuple.of(Sql.uuids(alerts), Sql.time(now), AlertStore.ITSELF))
                .compose(rows -> {
                    changed.addAll(Sql.list(rows, row -> row.getUUID("id")));
                    List<NewsStore.News> resolved = new ArrayList<>();
                    rows.forEach(row -> {
                        if (row.getString("status").equals("Resolved")) {
                            resolved.add(new NewsStore.News(
                                    row.getString("vault"), row.getUUID("id"), NewsKind.Resolved, 0));
                        }
                    });
                    return news.add(client, resolved, now);
                });
    }
}
