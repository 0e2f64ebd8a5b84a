package io.holdfast.alert;

import io.holdfast.platform.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which subscriptions did not answer, and since when.
 */
final class ReachStore {

    record Away(Instant since, String message) {}

    private final Database database;

    ReachStore(Database database) {
        this.database = database;
    }

    Future<Map<String, Away>> all() {
        return database.pool().query("select * from unreachable").execute().map(rows -> {
            Map<String, Away> away = new HashMap<>();
            rows.forEach(row -> away.put(
                    row.getString("subscription"), new Away(Sql.instant(row, "since"), row.getString("message"))));
            return away;
        });
    }

    /** It has been away since then at the latest. */
    Future<Void> away(String subscription, Instant since, String message) {
        String sql = """
                insert into unreachable (subscription, since, message) values ($1, $2, $3)
                on conflict (subscription) do update set message = excluded.message
                """;
        return database.pool()
                .preparedQuery(sql)
                .execute(Tuple.of(subscription, Sql.time(since), message))
                .mapEmpty();
    }

    Future<Void> there(String subscription) {
        return database.pool()
                .preparedQuery("delete from unreachable where subscription = $1")
                .execute(Tuple.of(subscription))
                .mapEmpty();
    }

    Future<Void> keepOnly(List<String> subscriptions) {
        return database.pool()
                .preparedQuery("delete from unreachable where subscription <> all($1::text[])")
                .execute(Tuple.tuple().addArrayOfString(subscriptions.toArray(new String[0])))
                .mapEmpty();
    }
}
