package io.holdfast.alert;

import io.holdfast.platform.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The rows by which replicas agree on who does what.
 */
final class ChoreStore {

    private static final String WATCH = "watch";

    private final Database database;

    ChoreStore(Database database) {
        this.database = database;
    }

    /** The token of the check that is the caller's until {@code lease}; null when none is due. */
    Future<@Nullable Long> takeWatch(Instant now, Instant lease) {
        return database.pool()
                .preparedQuery(
                        "update chores set due_at = $3, token = token + 1 where name = $1 and due_at <= $2 returning token")
                .execute(Tuple.of(WATCH, Sql.time(now), Sql.time(lease)))
                .map(rows -> Sql.first(rows, row -> row.getLong("token")));
    }

    /** Whether the check is the caller's still; if so, it is next due then, and nobody takes it before the transaction ends. */
    Future<Boolean> keepWatch(SqlClient client, long token, Instant due) {
        return client.preparedQuery("update chores set due_at = $3 where name = $1 and token = $2")
                .execute(Tuple.of(WATCH, token, Sql.time(due)))
                .map(rows -> rows.rowCount() == 1);
    }

    /** How far the event log has been read. */
    Future<Long> position() {
        return database.pool()
                .query("select position from chores where name = 'follow'")
                .execute()
                .map(rows -> rows.iterator().next().getLong("position"));
    }

    /** Whether the caller is the one who has read from there to there. */
    Future<Boolean> advance(SqlClient client, long from, long to) {
        return client.preparedQuery("update chores set position = $2 where name = 'follow' and position = $1")
                .execute(Tuple.of(from, to))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Whether nobody else announces; nobody does before the transaction ends. */
    Future<Boolean> lockAnnouncing(SqlClient client) {
        return client.query("select name from chores where name = 'announce' for update skip locked")
                .execute()
                .map(rows -> rows.size() == 1);
    }
}
