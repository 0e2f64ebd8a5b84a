package io.holdfast.protection;

import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.platform.Columns;
import io.holdfast.platform.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The outbox: every job of an item from the transaction that wants it until its end is applied.
 */
final class JobStore {

    private static final int BATCH = 500;
    private static final Duration SETTLED = Duration.ofSeconds(3);

    private final Database database;

    JobStore(Database database) {
        this.database = database;
    }

    /** Each submission's item must have a row. In batches, so that turning thousands into JSON never holds up the event loop. */
    Future<Void> insert(SqlClient client, List<JobSubmission> submissions, Instant now) {
        String sql = """
                insert into jobs (id, item, vault, operation, submission, created_at, checked_at)
                select id, item, vault, operation, submission::jsonb, $6, $6
                from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[]) as s(id, item, vault, operation, submission)
                """;
        int next = Math.min(BATCH, submissions.size());
        if (next == 0) {
            return Future.succeededFuture();
        }
        Tuple rows = new Columns<>(submissions.subList(0, next))
                .uuids(JobSubmission::id)
                .uuids(job -> Objects.requireNonNull(job.item()).id())
                .texts(JobSubmission::vault)
                .texts(job -> job.operation().name())
                .texts(Sql::text)
                .tuple()
                .addOffsetDateTime(Sql.time(now));
        return client.preparedQuery(sql)
                .execute(rows)
                .compose(x -> insert(client, submissions.subList(next, submissions.size()), now));
    }

    /** The ones not looked at for longest, and marks them as looked at. */
    Future<List<JobSubmission>> unfinished(int limit, Instant now) {
        String sql = """
                update jobs set checked_at = $1
                where id in (
                    select id from jobs where checked_at < $2 order by checked_at limit $3 for update skip locked)
                returning submission
                """;
        return database.pool()
                .preparedQuery(sql)
                .execute(Tuple.of(Sql.time(now), Sql.time(now.minus(SETTLED)), limit))
                .map(rows -> Sql.list(rows, row -> Sql.read(row, "submission", JobSubmission.class)));
    }

    Future<List<UUID>> ofItem(UUID item) {
        return database.pool()
                .preparedQuery("select id from jobs where item = $1")
                .execute(Tuple.of(item))
                .map(rows -> Sql.list(rows, row -> row.getUUID("id")));
    }

    Future<@Nullable JobSubmission> get(SqlClient client, UUID job) {
        return client.preparedQuery("select submission from jobs where id = $1")
                .execute(Tuple.of(job))
                .map(rows -> Sql.first(rows, row -> Sql.read(row, "submission", JobSubmission.class)));
    }

    /** The points that unfinished restores of the item read. */
    Future<Set<UUID>> restoring(SqlClient client, UUID item) {
        String sql = """
                select (submission -> 'params' ->> 'point')::uuid as point from jobs where item = $1 and operation = 'Restore'
                """;
        return client.preparedQuery(sql)
                .execute(Tuple.of(item))
                .map(rows -> Set.copyOf(Sql.list(rows, row -> row.getUUID("point"))));
    }

    /** Whether the job is unfinished and no later run of it has begun; from now on earlier runs are refused. */
    Future<Boolean> fence(SqlClient client, UUID job, long token) {
        return client.preparedQuery("update jobs set token = $2 where id = $1 and token <= $2")
                .execute(Tuple.of(job, token))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Those that made a point which is still there, or whose end is not applied yet. */
    Future<List<UUID>> referred(List<UUID> jobs) {
        String sql = "select job as id from points where job = any($1) union select id from jobs where id = any($1)";
        return database.pool()
                .preparedQuery(sql)
                .execute(Tuple.tuple().addArrayOfUUID(jobs.toArray(new UUID[0])))
                .map(rows -> Sql.list(rows, row -> row.getUUID("id")));
    }

    /** Whether the row was there. */
    Future<Boolean> delete(SqlClient client, UUID job) {
        return client.preparedQuery("delete from jobs where id = $1")
                .execute(Tuple.of(job))
                .map(rows -> rows.rowCount() == 1);
    }
}
