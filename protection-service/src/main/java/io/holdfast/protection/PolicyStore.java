package io.holdfast.protection;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.PageRequest;
import io.holdfast.contracts.protection.NewPolicy;
import io.holdfast.contracts.protection.Policy;
import io.holdfast.contracts.protection.PolicyPage;
import io.holdfast.contracts.protection.PolicySchedule;
import io.holdfast.contracts.protection.Retention;
import io.holdfast.contracts.protection.Schedule;
import io.holdfast.platform.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The policies' rows.
 */
final class PolicyStore {

    private static final String SELECT = """
            select p.*,
                   (select count(*) from items i where i.vault = p.vault and i.policy = p.name)::int as item_count
            from policies p
            """;

    /** Says nothing of how many items there are: to count them takes longer the more there are. */
    private static final String UNCOUNTED = "select p.*, 0 as item_count from policies p";

    private final Database database;

    PolicyStore(Database database) {
        this.database = database;
    }

    Future<Policy> insert(SqlClient client, String vault, NewPolicy policy, String pointer, Instant now) {
        String sql = """
                insert into policies (vault, name, schedules, retention, created_at, scheduled_at)
                values ($1, $2, $3, $4, $5, $5)
                """;
        List<Schedule> schedules = PolicyRules.normal(policy.schedules());
        return client.preparedQuery(sql)
                .execute(Tuple.of(
                        vault, policy.name(), Sql.jsonArray(schedules), Sql.json(policy.retention()), Sql.time(now)))
                .map(rows -> new Policy(policy.name(), vault, schedules, policy.retention(), false, 0, now, 1))
                .recover(t -> {
                    if (Database.violates(t, "policies_pkey")) {
                        return Future.failedFuture(nameTaken(policy.name(), pointer));
                    }
                    boolean noVault = Database.violates(t, "policies_vault_fkey");
                    return Future.failedFuture(noVault ? VaultStore.notFound(vault) : t);
                });
    }

    Future<Policy> get(String vault, String name) {
        return get(database.pool(), vault, name, "");
    }

    Future<Policy> get(SqlClient client, String vault, String name) {
        return get(client, vault, name, "");
    }

    /** {@code lock}: nothing, or {@code for update of p}, or {@code for share of p}. */
    Future<Policy> get(SqlClient client, String vault, String name, String lock) {
        return get(client, SELECT, vault, name, lock);
    }

    /** The policy, its items not counted. */
    Future<Policy> settings(String vault, String name) {
        return settings(database.pool(), vault, name);
    }

    Future<Policy> settings(SqlClient client, String vault, String name) {
        return settings(client, vault, name, "");
    }

    Future<Policy> settings(SqlClient client, String vault, String name, String lock) {
        return get(client, UNCOUNTED, vault, name, lock);
    }

    private static Future<Policy> get(SqlClient client, String select, String vault, String name, String lock) {
        return client.preparedQuery(select + " where p.vault = $1 and p.name = $2 " + lock)
                .execute(Tuple.of(vault, name))
                .map(rows -> {
                    Policy policy = Sql.first(rows, PolicyStore::policy);
                    if (policy == null) {
                        throw notFound(vault, name);
                    }
                    return policy;
                });
    }

    /** The one the item has; null when its protection is stopped. */
    Future<@Nullable Policy> ofItem(SqlClient client, UUID item) {
        return client.preparedQuery(
                        UNCOUNTED + " join items own on own.vault = p.vault and own.policy = p.name where own.id = $1")
                .execute(Tuple.of(item))
                .map(rows -> Sql.first(rows, PolicyStore::policy));
    }

    Future<Boolean> exists(String vault, String name) {
        return database.pool()
                .preparedQuery("select 1 from policies where vault = $1 and name = $2")
                .execute(Tuple.of(vault, name))
                .map(rows -> rows.size() > 0);
    }

    Future<PolicyPage> list(String vault, PageRequest page) {
        String sql = SELECT + " where p.vault = $1 and ($2::text is null or p.name > $2) order by p.name limit $3";
        int limit = Sql.limit(page);
        return database.pool()
                .preparedQuery(sql)
                .execute(Tuple.of(vault, Sql.keys(page, 1).get(0), limit + 1))
                .map(rows -> {
                    var slice = Sql.Slice.of(
                            Sql.list(rows, PolicyStore::policy), limit, policy -> new Object[] {policy.name()});
                    return new PolicyPage(slice.items(), slice.nextCursor());
                });
    }

    /** Of all vaults. */
    Future<Sql.Slice<PolicySchedule>> schedules(PageRequest page) {
        String sql = """
                select vault, name, schedules, paused, scheduled_at, created_at, version from policies
                where $1::text is null or (vault, name) > ($1, $2)
                order by vault, name
                limit $3
                """;
        int limit = Sql.limit(page);
        List<@Nullable String> keys = Sql.keys(page, 2);
        return database.pool()
                .preparedQuery(sql)
                .execute(Tuple.of(keys.get(0), keys.get(1), limit + 1))
                .map(rows -> Sql.Slice.of(Sql.list(rows, PolicyStore::policySchedule), limit, it ->
                        new Object[] {it.vault(), it.policy()}));
    }

    private static PolicySchedule policySchedule(Row row) {
        return new PolicySchedule(
                row.getString("vault"),
                row.getString("name"),
                Sql.readList(row, "schedules", Schedule.class),
                row.getBoolean("paused"),
                Sql.instant(row, "scheduled_at"),
                Sql.instant(row, "created_at"),
                row.getLong("version"));
    }

    /** The next version of a policy that is locked. */
    Future<Void> update(SqlClient client, Policy policy, List<Schedule> schedules, Retention retention, Instant now) {
        String sql = """
                update policies
                set schedules = $3, retention = $4, version = version + 1,
                    scheduled_at = case when schedules = $3 then scheduled_at else $5 end
                where vault = $1 and name = $2
                """;
        return client.preparedQuery(sql)
                .execute(Tuple.of(
                        policy.vault(), policy.name(), Sql.jsonArray(schedules), Sql.json(retention), Sql.time(now)))
                .mapEmpty();
    }

    /** Runs up to the moment of the resumption are over. */
    Future<Policy> pause(String vault, String name, boolean paused, Instant now) {
        String sql = """
                update policies
                set paused = $3, version = version + 1,
                    scheduled_at = case when $3 then scheduled_at else $4 end,
                    resumed_at = case when $3 then resumed_at else $4 end
                where vault = $1 and name = $2 and paused <> $3
                """;
        return database.pool()
                .preparedQuery(sql)
                .execute(Tuple.of(vault, name, paused, Sql.time(now)))
                .compose(x -> get(vault, name));
    }

    /** Whether this run may happen now. */
    Future<Boolean> runs(SqlClient client, String vault, String name, Instant nominal) {
        String sql = """
                select not paused and (resumed_at is null or resumed_at < $3) as runs
                from policies where vault = $1 and name = $2
                for share
                """;
        return client.preparedQuery(sql)
                .execute(Tuple.of(vault, name, Sql.time(nominal)))
                .map(rows -> Boolean.TRUE.equals(Sql.first(rows, row -> row.getBoolean("runs"))));
    }

    Future<Void> delete(SqlClient client, Policy policy) {
        return client.preparedQuery("delete from policies where vault = $1 and name = $2")
                .execute(Tuple.of(policy.vault(), policy.name()))
                .<Void>mapEmpty()
                .recover(t -> Future.failedFuture(
                        Database.violates(t, "items_policy_fkey") ? inUse("Items use this policy") : t));
    }

    static HoldfastException notFound(String vault, String name) {
        return new HoldfastException(
                ErrorCode.PolicyNotFound, "There is no policy named " + name + " in vault " + vault);
    }

    static HoldfastException inUse(String message) {
        return new HoldfastException(ErrorCode.PolicyInUse, message);
    }

    static HoldfastException nameTaken(String name, String pointer) {
        String message = "A policy named " + name + " exists";
        return new HoldfastException(
                ErrorCode.PolicyExists,
                message,
                List.of(new FieldError(pointer, ErrorCode.PolicyExists.name(), message)));
    }

    static Policy policy(Row row) {
        return new Policy(
                row.getString("name"),
                row.getString("vault"),
                Sql.readList(row, "schedules", Schedule.class),
                Sql.read(row, "retention", Retention.class),
                row.getBoolean("paused"),
                row.getInteger("item_count"),
                Sql.instant(row, "created_at"),
                row.getLong("version"));
    }
}
