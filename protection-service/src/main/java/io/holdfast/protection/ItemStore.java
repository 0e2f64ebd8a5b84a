package io.holdfast.protection;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.protection.ListProtectedItems;
import io.holdfast.contracts.protection.ProtectedItem;
import io.holdfast.contracts.protection.ProtectedItemFilter;
import io.holdfast.contracts.protection.ProtectedItemPage;
import io.holdfast.contracts.protection.ProtectionStatus;
import io.holdfast.platform.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The protected items' rows. Those whose claim is not settled do not exist for anybody but {@link ClaimStore}.
 */
final class ItemStore {

    static final String SELECT = """
            select i.*,
                   (select j.id from jobs j where j.item = i.id order by j.created_at desc, j.id desc limit 1) as active_job,
                   exists (select from policies p where p.vault = i.vault and p.name = i.policy and p.paused) as policy_paused
            from items i
            """;

    private final Database database;
    private final Clock clock;

    ItemStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    Future<ProtectedItem> get(String vault, UUID item) {
        return database.pool()
                .preparedQuery(SELECT + " where i.id = $1 and i.vault = $2 and i.claim = 'Claimed'")
                .execute(Tuple.of(item, vault))
                .map(rows -> found(Sql.first(rows, ItemStore::item), vault, item));
    }

    Future<ProtectedItemPage> list(ListProtectedItems request) {
        String sql = SELECT + """
                where i.vault = $1 and i.claim = 'Claimed'
                  and (cardinality($2::text[]) = 0 or i.status = any($2))
                  and (i.status = any($2) or (i.status = 'SoftDeleted') = $9)
                  and ($3::text is null or i.policy = $3)
                  and (cardinality($4::text[]) = 0 or i.last_backup_status = any($4))
                  and ($5::text is null or position(lower($5) in lower(i.name)) > 0)
                  and (i.name, i.id) > (coalesce($6::text, ''), coalesce($7::uuid, '00000000-0000-0000-0000-000000000000'))
                order by i.name, i.id
                limit $8
                """;
        ProtectedItemFilter filter = request.filter();
        int limit = Sql.limit(request.page());
        List<@Nullable String> keys = Sql.keys(request.page(), 2);
        return database.pool()
                .preparedQuery(sql)
                .execute(Tuple.tuple()
                        .addString(filter.vault())
                        .addArrayOfString(Sql.names(filter.status()))
                        .addString(filter.policy())
                        .addArrayOfString(Sql.names(filter.lastBackupStatus()))
                        .addString(filter.name())
                        .addString(keys.get(0))
                        .addUUID(Sql.uuidKey(keys.get(1)))
                        .addInteger(limit + 1)
                        .addBoolean(filter.deleted()))
                .map(rows -> {
                    var slice = Sql.Slice.of(
                            Sql.list(rows, ItemStore::item), limit, item -> new Object[] {item.name(), item.id()});
                    return new ProtectedItemPage(slice.items(), slice.nextCursor());
                });
    }

    Future<LockedItem> lock(SqlClient client, String vault, UUID item) {
        return lockOrNull(client, item).map(locked -> {
            if (locked == null || !locked.item().vault().equals(vault)) {
                throw notFound(vault, item);
            }
            return locked;
        });
    }

    /** Null when there is no such item any more. */
    Future<@Nullable LockedItem> lockOrNull(SqlClient client, UUID item) {
        return client.preparedQuery(SELECT + " where i.id = $1 and i.claim = 'Claimed' for update of i")
                .execute(Tuple.of(item))
                .compose(rows -> {
                    Row row = Sql.first(rows, r -> r);
                    if (row == null) {
                        return Future.<@Nullable LockedItem>succeededFuture(null);
                    }
                    return busy(client, item)
                            .map(busy -> new LockedItem(
                                    item(row),
                                    row.getString("last_policy"),
                                    busy,
                                    row.getUUID("fence_job"),
                                    row.getLong("fence_token")));
                });
    }

    private Future<Set<Busy>> busy(SqlClient client, UUID item) {
        String sql = """
                select operation, coalesce((submission -> 'params' ->> 'everything')::boolean, false) as everything
                from jobs where item = $1
                """;
        return client.preparedQuery(sql).execute(Tuple.of(item)).map(rows -> {
            Set<Busy> busy = EnumSet.noneOf(Busy.class);
            rows.forEach(row ->
                    busy.add(Busy.of(Operation.valueOf(row.getString("operation")), row.getBoolean("everything"))));
            return busy;
        });
    }

    /** Writes where the item's protection stands. {@code item} is locked by this transaction. */
    Future<Void> protection(
            SqlClient client,
            LockedItem item,
            ProtectionStatus status,
            @Nullable String policy,
            @Nullable String lastPolicy,
            boolean pending) {
        String sql = """
                update items
                set status = $2, policy = $3, last_policy = $4, policy_pending = $5, version = version + 1,
                    watched_since = case when status = $2 and policy is not distinct from $3 then watched_since else $6 end
                where id = $1
                """;
        return client.preparedQuery(sql)
                .execute(Tuple.of(
                        item.item().id(), status.name(), policy, lastPolicy, pending, Sql.time(clock.instant())))
                .<Void>mapEmpty()
                .recover(t -> Future.failedFuture(
                        Database.violates(t, "items_policy_fkey")
                                ? PolicyStore.notFound(item.item().vault(), String.valueOf(policy))
                                : t));
    }

    /** Its data is deleted, and gone for good then; both null: it is there again. */
    Future<Void> deleted(SqlClient client, UUID item, @Nullable Instant at, @Nullable Instant purgeAt) {
        return client.preparedQuery(
                        "update items set deleted_at = $2, purge_at = $3, upkeep_at = 'epoch' where id = $1")
                .execute(Tuple.of(item, Sql.time(at), Sql.time(purgeAt)))
                .mapEmpty();
    }

    /** Marks every item of the policy as not reached by its edit yet, and answers them. */
    Future<List<ProtectedItem>> policyChanged(SqlClient client, String vault, String policy) {
        String sql = """
                update items i set policy_pending = true, version = version + 1
                where vault = $1 and policy = $2 and claim = 'Claimed'
                returning i.*, null::uuid as active_job, false as policy_paused
                """;
        return client.preparedQuery(sql).execute(Tuple.of(vault, policy)).map(rows -> Sql.list(rows, ItemStore::item));
    }

    Future<ProtectedItem> pause(String vault, UUID item, boolean paused) {
        String sql = """
                update items
                set paused = $3, version = version + 1, watched_since = case when $3 then watched_since else $4 end
                where vault = $1 and id = $2 and claim = 'Claimed' and paused <> $3
                """;
        return database.pool()
                .preparedQuery(sql)
                .execute(Tuple.of(vault, item, paused, Sql.time(clock.instant())))
                .compose(x -> get(vault, item));
    }

    /** From now on only this run may commit a point. */
    Future<Void> began(SqlClient client, UUID item, UUID job, long token) {
        return client.preparedQuery("update items set fence_job = $2, fence_token = $3 where id = $1")
                .execute(Tuple.of(item, job, token))
                .mapEmpty();
    }

    /** A backup's outcome, unless a later one is there. {@code fence}: the job whose runs may not commit any more. */
    Future<Void> backupEnded(SqlClient client, UUID item, JobStatus outcome, Instant at, @Nullable UUID fence) {
        String sql = """
                update items
                set last_backup_status = case when last_backup_at is null or last_backup_at <= $3 then $2 else last_backup_status end,
                    last_backup_at = greatest(last_backup_at, $3),
                    fence_job = nullif(fence_job, $4),
                    version = version + 1
                where id = $1
                """;
        return client.preparedQuery(sql)
                .execute(Tuple.of(item, outcome.name(), Sql.time(at), fence))
                .mapEmpty();
    }

    /** Items that are to be looked after; they are the caller's until {@code later}. */
    Future<List<UUID>> dueForUpkeep(Instant now, Instant later, int limit) {
        String sql = """
                update items set upkeep_at = $2
                where id in (
                    select id from items where claim = 'Claimed' and upkeep_at <= $1
                    order by upkeep_at limit $3 for update skip locked)
                returning id
                """;
        return database.pool()
                .preparedQuery(sql)
                .execute(Tuple.of(Sql.time(now), Sql.time(later), limit))
                .map(rows -> Sql.list(rows, row -> row.getUUID("id")));
    }

    /** At that time, or earlier when something is to be purged, but not before {@code soonest}. */
    Future<Void> upkeepBy(SqlClient client, UUID item, Instant at, Instant soonest) {
        String sql = """
                update items set upkeep_at = greatest($3, least($2, purge_at,
                    (select min(p.purge_at) from points p where p.item = $1 and p.deleting is null)))
                where id = $1
                """;
        return client.preparedQuery(sql)
                .execute(Tuple.of(item, Sql.time(at), Sql.time(soonest)))
                .mapEmpty();
    }

    Future<Void> upkeepAt(SqlClient client, UUID item, Instant at) {
        return client.preparedQuery("update items set upkeep_at = $2 where id = $1")
                .execute(Tuple.of(item, Sql.time(at)))
                .mapEmpty();
    }

    /** The ids of a policy's items, page by page. */
    Future<List<UUID>> ofPolicy(String vault, String policy, UUID after, int limit) {
        String sql = """
                select id from items where vault = $1 and policy = $2 and claim = 'Claimed' and id > $3 order by id limit $4
                """;
        return database.pool()
                .preparedQuery(sql)
                .execute(Tuple.of(vault, policy, after, limit))
                .map(rows -> Sql.list(rows, row -> row.getUUID("id")));
    }

    /** Brings the item's counters into line with its points. */
    Future<Void> recount(SqlClient client, UUID item) {
        String sql = """
                update items
                set points = c.points, point_bytes = c.point_bytes, stored_bytes = c.stored_bytes,
                    latest_point = c.latest, oldest_point = c.oldest,
                    logical_bytes = coalesce(
                        (select p.size_bytes from points p
                         where p.item = $1 and p.deleting is null and p.deleted_at is null order by p.time desc, p.id desc limit 1), 0),
                    version = version + 1
                from (select count(*)::int as points, coalesce(sum(size_bytes), 0)::bigint as point_bytes,
                             coalesce(sum(stored_bytes), 0)::bigint as stored_bytes, max(time) as latest, min(time) as oldest
                      from points where item = $1 and deleting is null and deleted_at is null) c
                where id = $1
                """;
        return client.preparedQuery(sql).execute(Tuple.of(item)).mapEmpty();
    }

    static HoldfastException notFound(String vault, UUID item) {
        return new HoldfastException(
                ErrorCode.ItemNotFound, "There is no protected item " + item + " in vault " + vault);
    }

    private static ProtectedItem found(@Nullable ProtectedItem item, String vault, UUID id) {
        if (item == null) {
            throw notFound(vault, id);
        }
        return item;
    }

    static ProtectedItem item(Row row) {
        ProtectionStatus status = ProtectionStatus.valueOf(row.getString("status"));
        String lastBackup = row.getString("last_backup_status");
        return new ProtectedItem(
                row.getUUID("id"),
                row.getString("vault"),
                row.getUUID("machine"),
                row.getString("name"),
                row.getString("cloud_service"),
                row.getString("subscription"),
                status,
                status.wording(),
                row.getString("policy"),
                row.getBoolean("policy_pending"),
                row.getBoolean("policy_paused"),
                row.getBoolean("paused"),
                lastBackup == null ? null : JobStatus.valueOf(lastBackup),
                Sql.instantOrNull(row, "last_backup_at"),
                Sql.instantOrNull(row, "skipped_at"),
                row.getString("skipped_reason"),
                Sql.instantOrNull(row, "latest_point"),
                Sql.instantOrNull(row, "oldest_point"),
                row.getInteger("points"),
                row.getLong("logical_bytes"),
                row.getLong("stored_bytes"),
                row.getUUID("active_job"),
                Sql.instantOrNull(row, "deleted_at"),
                Sql.instantOrNull(row, "purge_at"),
                Sql.instant(row, "created_at"),
                row.getLong("version"));
    }
}
