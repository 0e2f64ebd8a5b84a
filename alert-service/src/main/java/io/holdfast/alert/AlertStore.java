package io.holdfast.alert;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.alert.Alert;
import io.holdfast.contracts.alert.AlertCause;
import io.holdfast.contracts.alert.AlertCounts;
import io.holdfast.contracts.alert.AlertFilter;
import io.holdfast.contracts.alert.AlertItem;
import io.holdfast.contracts.alert.AlertItemPage;
import io.holdfast.contracts.alert.AlertPage;
import io.holdfast.contracts.alert.AlertSeverity;
import io.holdfast.contracts.alert.AlertStatus;
import io.holdfast.contracts.alert.ListAlertItems;
import io.holdfast.contracts.alert.ListAlerts;
import io.holdfast.platform.Cursor;
import io.holdfast.platform.Database;
import io.holdfast.platform.Where;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Alerts as people see and handle them.
 */
final class AlertStore {

    /** Who resolves alerts whose cause is over. */
    static final String ITSELF = "service:alert";

    private static final String SELECT = """
            select a.*, f.items, f.total
            from alerts a cross join lateral (
                select coalesce(jsonb_agg(jsonb_build_object('id', i.item, 'name', i.name, 'since', i.since, 'detail', i.detail,
                                                             'job', i.job, 'endedAt', i.ended_at)), '[]') as items,
                       (select count(*) from alert_items t where t.alert = a.id) as total
                from (select * from alert_items x
                      where x.alert = a.id and (x.ended_at is null or a.status = 'Resolved')
                      order by x.name, x.item limit %d) i) f
            """.formatted(Alert.FIRST_ITEMS);

    private final Database database;
    private final NewsStore news;

    AlertStore(Database database, NewsStore news) {
        this.database = database;
        this.news = news;
    }

    Future<AlertPage> list(ListAlerts request) {
        AlertFilter filter = request.filter();
        Where where = new Where();
        if (filter.vault() != null) {
            where.and("a.vault = ?", filter.vault());
        }
        oneOf(where, "a.status", filter.status());
        oneOf(where, "a.cause", filter.cause());
        oneOf(where, "a.severity", filter.severity());
        if (filter.item() != null) {
            where.and("exists (select from alert_items i where i.alert = a.id and i.item = ?)", filter.item());
        }
        if (request.page().cursor() != null) {
            where.and("a.id < ?", Cursor.uuid(Cursor.decode(request.page().cursor(), 1), 0));
        }
        int limit = Sql.limit(request.page());
        String sql = "%s %s order by a.id desc limit %s".formatted(SELECT, where.sql(), where.value(limit + 1));
        return database.pool().preparedQuery(sql).execute(where.values()).map(rows -> {
            List<Alert> found = Sql.list(rows, AlertStore::alert);
            List<Alert> items = List.copyOf(found.subList(0, Math.min(limit, found.size())));
            return new AlertPage(
                    items,
                    found.size() > limit ? Cursor.encode(items.get(limit - 1).id()) : null);
        });
    }

    private static void oneOf(Where where, String column, List<? extends Enum<?>> constants) {
        if (!constants.isEmpty()) {
            where.and(column + " = any(?)", (Object) Sql.names(constants));
        }
    }

    Future<Alert> get(UUID id) {
        return find(List.of(id)).map(found -> {
            if (found.isEmpty()) {
                throw notFound(id);
            }
            return found.get(0);
        });
    }

    /** Those that there are, newest first. */
    Future<List<Alert>> find(List<UUID> ids) {
        return find(database.pool(), ids);
    }

    Future<List<Alert>> find(SqlClient client, List<UUID> ids) {
        return client.preparedQuery(SELECT + " where a.id = any($1) order by a.id desc")
                .execute(Tuple.tuple().addArrayOfUUID(Sql.uuids(ids)))
                .map(rows -> Sql.list(rows, AlertStore::alert));
    }

    Future<AlertItemPage> items(ListAlertItems request) {
        String sql = """
                select i.item, i.name, i.since, i.detail, i.job, i.ended_at
                from alert_items i join alerts a on a.id = i.alert
                where a.id = $1 and (i.ended_at is null or a.status = 'Resolved')
                  and (i.name, i.item) > ($2, $3)
                order by i.name, i.item limit $4
                """;
        String cursor = request.page().cursor();
        JsonArray keys = cursor == null ? JsonArray.of("", new UUID(0, 0).toString()) : Cursor.decode(cursor, 2);
        int limit = Sql.limit(request.page());
        return get(request.alert())
                .compose(alert -> database.pool()
                        .preparedQuery(sql)
                        .execute(Tuple.of(
                                request.alert(), String.valueOf(keys.getValue(0)), Cursor.uuid(keys, 1), limit + 1)))
                .map(rows -> {
                    List<AlertItem> found = Sql.list(rows, AlertStore::item);
                    List<AlertItem> items = List.copyOf(found.subList(0, Math.min(limit, found.size())));
                    return new AlertItemPage(
                            items,
                            found.size() > limit
                                    ? Cursor.encode(
                                            items.get(limit - 1).name(),
                                            items.get(limit - 1).id())
                                    : null);
                });
    }

    Future<AlertCounts> count(@Nullable String vault) {
        String sql = """
                select count(*) filter (where status = 'Open' and severity = 'Critical') as critical,
                       count(*) filter (where status = 'Open' and severity = 'Warning') as warning,
                       count(*) filter (where status = 'Acknowledged') as acknowledged
                from alerts where status <> 'Resolved' and ($1::text is null or vault = $1)
                """;
        return database.pool().preparedQuery(sql).execute(Tuple.of(vault)).map(rows -> {
            Row row = rows.iterator().next();
            return new AlertCounts(row.getLong("critical"), row.getLong("warning"), row.getLong("acknowledged"));
        });
    }

    Future<Alert> acknowledge(UUID id, String by, @Nullable String note, Instant now) {
        String sql = """
                update alerts
                set status = 'Acknowledged', note = coalesce($3, note), version = version + 1,
                    acknowledged_by = coalesce(acknowledged_by, $2), acknowledged_at = coalesce(acknowledged_at, $4)
                where id = $1
                """;
        return database.transaction(client -> unresolved(client, id)
                .compose(x -> client.preparedQuery(sql).execute(Tuple.of(id, by, note, Sql.time(now))))
                .compose(x -> find(client, List.of(id)))
                .map(found -> found.get(0)));
    }

    /** What it concerned does not come back for what is known now. */
    Future<Alert> resolve(UUID id, String by, Instant now) {
        String sql = """
                update alerts set status = 'Resolved', resolved_by = $2, resolved_at = $3, item_count = 0, version = version + 1 where id = $1
                """;
        return database.transaction(client -> unresolved(client, id)
                .compose(vault -> client.preparedQuery(
                                "update alert_items set dismissed = true, ended_at = $2 where alert = $1 and ended_at is null")
                        .execute(Tuple.of(id, Sql.time(now)))
                        .compose(x -> client.preparedQuery(sql).execute(Tuple.of(id, by, Sql.time(now))))
                        .compose(x ->
                                news.add(client, List.of(new NewsStore.News(vault, id, NewsKind.Resolved, 0)), now)))
                .compose(x -> find(client, List.of(id)))
                .map(found -> found.get(0)));
    }

    /** Locks it, and answers its vault. */
    private static Future<String> unresolved(SqlClient client, UUID id) {
        return client.preparedQuery("select vault, status from alerts where id = $1 for update")
                .execute(Tuple.of(id))
                .map(rows -> {
                    Row row = Sql.first(rows, r -> r);
                    if (row == null) {
                        throw notFound(id);
                    }
                    if (row.getString("status").equals(AlertStatus.Resolved.name())) {
                        throw new HoldfastException(ErrorCode.AlertResolved, "The alert is resolved already");
                    }
                    return row.getString("vault");
                });
    }

    /** Forgets what has long been resolved, and all of vaults that are not there any more. */
    Future<Void> forget(List<String> vaults, Instant asOf, Instant resolvedBefore) {
        String sql = """
                delete from alerts
                where (status = 'Resolved' and resolved_at < $3) or (vault <> all($1::text[]) and last_seen_at < $2)
                """;
        return database.pool()
                .preparedQuery(sql)
                .execute(Tuple.of(vaults.toArray(new String[0]), Sql.time(asOf), Sql.time(resolvedBefore)))
                .mapEmpty();
    }

    private static HoldfastException notFound(UUID id) {
        return new HoldfastException(ErrorCode.AlertNotFound, "There is no alert " + id);
    }

    private static AlertItem item(Row row) {
        return new AlertItem(
                row.getUUID("item"),
                row.getString("name"),
                Sql.instant(row, "since"),
                row.getString("detail"),
                row.getUUID("job"),
                Sql.instantOrNull(row, "ended_at"));
    }

    private static AlertItem item(JsonObject json) {
        String job = json.getString("job");
        String endedAt = json.getString("endedAt");
        return new AlertItem(
                UUID.fromString(json.getString("id")),
                json.getString("name"),
                OffsetDateTime.parse(json.getString("since")).toInstant(),
                json.getString("detail"),
                job == null ? null : UUID.fromString(job),
                endedAt == null ? null : OffsetDateTime.parse(endedAt).toInstant());
    }

    private static Alert alert(Row row) {
        AlertCause cause = AlertCause.valueOf(row.getString("cause"));
        AlertStatus status = AlertStatus.valueOf(row.getString("status"));
        Group group = new Group(
                row.getString("group_key"),
                row.getString("code"),
                row.getString("subscription"),
                row.getString("policy"));
        List<AlertItem> items = new ArrayList<>();
        row.getJsonArray("items").forEach(item -> items.add(item((JsonObject) item)));
        long count = status == AlertStatus.Resolved ? row.getLong("total") : row.getLong("item_count");
        String name = items.isEmpty() ? "" : items.get(0).name();
        return new Alert(
                row.getUUID("id"),
                row.getString("vault"),
                cause,
                AlertSeverity.valueOf(row.getString("severity")),
                status,
                Wording.title(cause, group, count, name),
                Wording.recommendation(cause, group.code()),
                group.code(),
                group.subscription(),
                group.policy(),
                Sql.instant(row, "first_seen_at"),
                Sql.instant(row, "last_seen_at"),
                row.getLong("count"),
                count,
                items,
                row.getString("acknowledged_by"),
                Sql.instantOrNull(row, "acknowledged_at"),
                row.getString("note"),
                row.getString("resolved_by"),
                Sql.instantOrNull(row, "resolved_at"),
                row.getLong("version"));
    }
}
