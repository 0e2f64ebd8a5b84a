package io.holdfast.scheduler;

import io.holdfast.contracts.protection.PolicySchedule;
import io.holdfast.contracts.protection.Schedule;
import io.holdfast.platform.Database;
import io.holdfast.platform.Json;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The policies' rows. Any number of replicas work on them.
 */
final class SchedulerStore {

    record Key(String vault, String policy) {
        static Key of(PolicySchedule policy) {
            return new Key(policy.vault(), policy.policy());
        }
    }

    private final Database database;

    SchedulerStore(Database database) {
        this.database = database;
    }

    /** Those of the policies that there are rows of. */
    Future<Map<Key, PolicyRun>> find(Collection<Key> keys) {
        String sql = """
                select p.* from policies p join unnest($1::text[], $2::text[]) as k (vault, policy) using (vault, policy)
                """;
        return database.pool().preparedQuery(sql).execute(tuple(keys)).map(rows -> {
            Map<Key, PolicyRun> found = new HashMap<>();
            rows.forEach(row -> found.put(new Key(row.getString("vault"), row.getString("policy")), run(row)));
            return found;
        });
    }

    /** Takes the news of a policy in, unless newer ones are there. */
    Future<Void> follow(PolicySchedule policy) {
        return database.transaction(client -> insert(client, PolicyRun.of(policy))
                .compose(x -> lock(client, Key.of(policy)))
                .compose(run -> run != null && run.isOlderThan(policy)
                        ? write(client, run.follow(policy)).mapEmpty()
                        : Future.succeededFuture()));
    }

    private static Future<Void> insert(SqlClient client, PolicyRun run) {
        String sql = """
                insert into policies (vault, policy, created_at, version, schedules, since, next_at, wake_at, paused)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                on conflict do nothing
                """;
        PolicySchedule policy = run.policy();
        return client.preparedQuery(sql)
                .execute(Tuple.tuple()
                        .addString(policy.vault())
                        .addString(policy.policy())
                        .addOffsetDateTime(time(policy.createdAt()))
                        .addLong(policy.version())
                        .addJsonArray(array(policy.schedules()))
                        .addOffsetDateTime(time(policy.since()))
                        .addOffsetDateTime(time(run.nextAt()))
                        .addOffsetDateTime(time(run.wakeAt()))
                        .addBoolean(policy.paused()))
                .mapEmpty();
    }

    private static Future<@Nullable PolicyRun> lock(SqlClient client, Key key) {
        return client.preparedQuery("select * from policies where vault = $1 and policy = $2 for update")
                .execute(Tuple.of(key.vault(), key.policy()))
                .map(SchedulerStore::first);
    }

    /** Forgets every policy but these. */
    Future<Void> keepOnly(Collection<Key> keys) {
        String sql = """
                delete from policies p
                where not exists (
                    select 1 from unnest($1::text[], $2::text[]) as k (vault, policy)
                    where k.vault = p.vault and k.policy = p.policy)
                """;
        return database.pool().preparedQuery(sql).execute(tuple(keys)).mapEmpty();
    }

    /** One row that is due and that nobody else takes at this moment, begun. */
    Future<@Nullable PolicyRun> take(Instant now, UnaryOperator<PolicyRun> begin) {
        String sql = """
                select * from policies where wake_at <= $1 and not paused order by wake_at limit 1 for update skip locked
                """;
        return database.transaction(client -> client.preparedQuery(sql)
                .execute(Tuple.of(time(now)))
                .map(SchedulerStore::first)
                .compose(due -> {
                    if (due == null) {
                        return Future.<@Nullable PolicyRun>succeededFuture(null);
                    }
                    PolicyRun begun = begin.apply(due);
                    return write(client, begun).map(x -> begun);
                }));
    }

    /** Whether the row is held still: nobody else took it since. What is known of the policy itself stays as it is. */
    Future<Boolean> progress(PolicyRun run) {
        String sql = """
                update policies
                set next_at = case when since = $8 then $3 else next_at end,
                    occurrence = $4, cursor = $5,
                    wake_at = case when $4::timestamptz is null and since <> $8 then next_at else $6 end
                where vault = $1 and policy = $2 and token = $7
                """;
        PolicySchedule policy = run.policy();
        return database.pool()
                .preparedQuery(sql)
                .execute(Tuple.tuple()
                        .addString(policy.vault())
                        .addString(policy.policy())
                        .addOffsetDateTime(time(run.nextAt()))
                        .addOffsetDateTime(time(run.occurrence()))
                        .addUUID(run.cursor())
                        .addOffsetDateTime(time(run.wakeAt()))
                        .addLong(run.token())
                        .addOffsetDateTime(time(policy.since())))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Leaves the run where it got to. */
    Future<Void> putOff(PolicyRun run, Instant until) {
        return database.pool()
                .preparedQuery("update policies set wake_at = $4 where vault = $1 and policy = $2 and token = $3")
                .execute(Tuple.of(run.policy().vault(), run.policy().policy(), run.token(), time(until)))
                .mapEmpty();
    }

    Future<Void> forget(PolicyRun run) {
        return database.pool()
                .preparedQuery("delete from policies where vault = $1 and policy = $2 and token = $3")
                .execute(Tuple.of(run.policy().vault(), run.policy().policy(), run.token()))
                .mapEmpty();
    }

    private static Future<?> write(SqlClient client, PolicyRun run) {
        String sql = """
                update policies
                set created_at = $3, version = $4, schedules = $5, since = $6, next_at = $7, occurrence = $8, cursor = $9,
                    wake_at = $10, token = $11, paused = $12
                where vault = $1 and policy = $2
                """;
        PolicySchedule policy = run.policy();
        return client.preparedQuery(sql)
                .execute(Tuple.tuple()
                        .addString(policy.vault())
                        .addString(policy.policy())
                        .addOffsetDateTime(time(policy.createdAt()))
                        .addLong(policy.version())
                        .addJsonArray(array(policy.schedules()))
                        .addOffsetDateTime(time(policy.since()))
                        .addOffsetDateTime(time(run.nextAt()))
                        .addOffsetDateTime(time(run.occurrence()))
                        .addUUID(run.cursor())
                        .addOffsetDateTime(time(run.wakeAt()))
                        .addLong(run.token())
                        .addBoolean(policy.paused()));
    }

    private static Tuple tuple(Collection<Key> keys) {
        return Tuple.tuple()
                .addArrayOfString(keys.stream().map(Key::vault).toArray(String[]::new))
                .addArrayOfString(keys.stream().map(Key::policy).toArray(String[]::new));
    }

    private static @Nullable PolicyRun first(RowSet<Row> rows) {
        return rows.size() == 0 ? null : run(rows.iterator().next());
    }

    private static PolicyRun run(Row row) {
        PolicySchedule policy = new PolicySchedule(
                row.getString("vault"),
                row.getString("policy"),
                schedules(row.getJsonArray("schedules")),
                row.getBoolean("paused"),
                instant(row, "since"),
                instant(row, "created_at"),
                row.getLong("version"));
        OffsetDateTime occurrence = row.getOffsetDateTime("occurrence");
        return new PolicyRun(
                policy,
                instant(row, "next_at"),
                occurrence == null ? null : occurrence.toInstant(),
                row.getUUID("cursor"),
                instant(row, "wake_at"),
                row.getLong("token"));
    }

    private static JsonArray array(List<Schedule> schedules) {
        return new JsonArray(schedules.stream().map(Json::toMap).toList());
    }

    private static List<Schedule> schedules(JsonArray array) {
        return IntStream.range(0, array.size())
                .mapToObj(i -> Json.from(array.getJsonObject(i).getMap(), Schedule.class))
                .toList();
    }

    private static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
