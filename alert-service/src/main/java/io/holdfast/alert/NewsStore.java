package io.holdfast.alert;

import io.holdfast.contracts.alert.AlertSeverity;
import io.holdfast.platform.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What nobody has been told of yet.
 */
final class NewsStore {

    /** {@code items}: how many more the alert concerns. */
    record News(String vault, UUID alert, NewsKind kind, long items) {}

    /** {@code announcedAt}: when somebody was last told of the alert. */
    record Untold(
            long id,
            UUID alert,
            AlertSeverity severity,
            NewsKind kind,
            long items,
            Instant at,
            @Nullable Instant announcedAt) {}

    private final Database database;

    NewsStore(Database database) {
        this.database = database;
    }

    Future<Void> add(SqlClient client, List<News> news, Instant at) {
        String sql = """
                insert into news (vault, alert, kind, items, at)
                select n.vault, n.alert, n.kind, n.items, $5 from unnest($1::text[], $2::uuid[], $3::text[], $4::bigint[]) as n (vault, alert, kind, items)
                """;
        if (news.isEmpty()) {
            return Future.succeededFuture();
        }
        return client.preparedQuery(sql)
                .execute(Tuple.tuple()
                        .addArrayOfString(Sql.texts(news, News::vault))
                        .addArrayOfUUID(Sql.ids(news, News::alert))
                        .addArrayOfString(Sql.texts(news, n -> n.kind().name()))
                        .addArrayOfLong(news.stream().map(News::items).toArray(Long[]::new))
                        .addOffsetDateTime(Sql.time(at)))
                .mapEmpty();
    }

    /** Vaults with news that have waited since before then. */
    Future<List<String>> vaults(Instant before) {
        return database.pool()
                .preparedQuery("select distinct vault from news where at <= $1 order by vault")
                .execute(Tuple.of(Sql.time(before)))
                .map(rows -> Sql.list(rows, row -> row.getString("vault")));
    }

    Future<List<Untold>> of(SqlClient client, String vault) {
        String sql = """
                select n.id, n.alert, a.severity, n.kind, n.items, n.at, a.announced_at
                from news n join alerts a on a.id = n.alert
                where n.vault = $1
                order by n.id
                """;
        return client.preparedQuery(sql)
                .execute(Tuple.of(vault))
                .map(rows -> Sql.list(
                        rows,
                        row -> new Untold(
                                row.getLong("id"),
                                row.getUUID("alert"),
                                AlertSeverity.valueOf(row.getString("severity")),
                                NewsKind.valueOf(row.getString("kind")),
                                row.getLong("items"),
                                Sql.instant(row, "at"),
                                Sql.instantOrNull(row, "announced_at"))));
    }

    /** They are told, or nobody wants to be. */
    Future<Void> told(SqlClient client, List<Untold> news, Instant now) {
        Long[] ids = news.stream().map(Untold::id).toArray(Long[]::new);
        UUID[] alerts = news.stream().map(Untold::alert).distinct().sorted().toArray(UUID[]::new);
        return client.preparedQuery("update alerts set announced_at = $2 where id = any($1)")
                .execute(Tuple.of(alerts, Sql.time(now)))
                .compose(x -> client.preparedQuery("delete from news where id = any($1)")
                        .execute(Tuple.tuple().addArrayOfLong(ids)))
                .mapEmpty();
    }
}
