package io.holdfast.protection;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.backup.PointRef;
import io.holdfast.contracts.job.JobWarning;
import io.holdfast.contracts.protection.CommitPoint;
import io.holdfast.contracts.protection.Consistency;
import io.holdfast.contracts.protection.ListPoints;
import io.holdfast.contracts.protection.PointDisk;
import io.holdfast.contracts.protection.PointKind;
import io.holdfast.contracts.protection.RecoveryPoint;
import io.holdfast.contracts.protection.RecoveryPointPage;
import io.holdfast.platform.Database;
import io.holdfast.protection.ExpiryRule.Expiry;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The recovery points' rows. Points that are being deleted are there for prune and reconcile only.
 */
final class PointStore {

    /** The newest point, and the marks it left in the fabric. */
    record Base(UUID point, Map<String, String> checkpoints) {}

    private static final String SELECT = """
            select p.*, i.latest_point = p.time as newest,
                   coalesce(p.deleted_at, i.deleted_at) as gone_at, least(p.purge_at, i.purge_at) as gone_for_good_at
            from points p
            join items i on i.id = p.item
            where i.claim = 'Claimed' and p.deleting is null and p.vault = $1 and p.item = $2
            """;

    private final Database database;
    private final Clock clock;

    PointStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** A point that is not deleted. */
    Future<RecoveryPoint> get(SqlClient client, String vault, UUID item, UUID point) {
        return find(client, vault, item, point).map(found -> {
            if (found.deletedAt() != null) {
                throw new HoldfastException(
                        ErrorCode.SoftDeleted, "recovery point " + point + " is deleted; it can be undeleted");
            }
            return found;
        });
    }

    /** A point, deleted or not. */
    Future<RecoveryPoint> find(SqlClient client, String vault, UUID item, UUID point) {
        return client.preparedQuery(SELECT + " and p.id = $3")
                .execute(Tuple.of(vault, item, point))
                .map(rows -> {
                    RecoveryPoint found = Sql.first(rows, this::point);
                    if (found == null) {
                        throw new HoldfastException(
                                ErrorCode.RecoveryPointNotFound, "Item " + item + " has no recovery point " + point);
                    }
                    return found;
                });
    }

    Future<RecoveryPoint> get(String vault, UUID item, UUID point) {
        return get(database.pool(), vault, item, point);
    }

    Future<RecoveryPoint> find(String vault, UUID item, UUID point) {
        return find(database.pool(), vault, item, point);
    }

    /** Those that are deleted already, each for itself or with its item; fails when there are more than {@code most}. */
    Future<List<PointRef>> goingAnyway(String vault, int most) {
        String sql = """
                select item, id from points where vault = $1 and deleting is not null
                union
                select item, id from points where vault = $1 and deleted_at is not null
                union
                select p.item, p.id from items i join points p on p.item = i.id where i.vault = $1 and i.deleted_at is not null
                limit $2
                """;
        return database.pool()
                .preparedQuery(sql)
                .execute(Tuple.of(vault, most + 1))
                .map(rows -> {
                    if (rows.size() > most) {
                        throw new IllegalStateException("more than " + most + " deleted points");
                    }
                    return Sql.list(rows, row -> new PointRef(row.getUUID("item"), row.getUUID("id")));
                });
    }

    Future<RecoveryPointPage> list(ListPoints request) {
        String sql = SELECT + """
                 and (p.deleted_at is not null) = $8
                 and p.time >= coalesce($3::timestamptz, '-infinity') and p.time < coalesce($4::timestamptz, 'infinity')
                 and (p.time, p.id) < (coalesce($5::timestamptz, 'infinity'), coalesce($6::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
                order by p.time desc, p.id desc
                limit $7
                """;
        int limit = Sql.limit(request.page());
        List<@Nullable String> keys = Sql.keys(request.page(), 2);
        return database.pool()
                .preparedQuery(sql)
                .execute(Tuple.tuple()
                        .addString(request.vault())
                        .addUUID(request.item())
                        .addOffsetDateTime(Sql.time(request.from()))
                        .addOffsetDateTime(Sql.time(request.to()))
                        .addOffsetDateTime(Sql.timeKey(keys.get(0)))
                        .addUUID(Sql.uuidKey(keys.get(1)))
                        .addInteger(limit + 1)
                        .addBoolean(request.deleted()))
                .map(rows -> {
                    var slice = Sql.Slice.of(
                            Sql.list(rows, this::point), limit, point -> new Object[] {point.time(), point.id()});
                    return new RecoveryPointPage(slice.items(), slice.nextCursor());
                });
    }

    /** {@code scheduledFor}: the run it was made for; null when it was asked for. */
    Future<Void> insert(SqlClient client, CommitPoint commit, @Nullable Instant scheduledFor) {
        String sql = """
                insert into points (id, item, vault, job, time, consistency, kind, why_full, size_bytes, read_bytes,
                                    new_bytes, stored_bytes, freeze_millis, disks, warnings, retain_until, checkpoints,
                                    scheduled_for)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
                """;
        RecoveryPoint point = commit.point();
        JsonObject checkpoints = new JsonObject();
        commit.checkpoints().forEach(checkpoints::put);
        return client.preparedQuery(sql)
                .execute(Tuple.tuple()
                        .addUUID(point.id())
                        .addUUID(point.item())
                        .addString(point.vault())
                        .addUUID(commit.job())
                        .addOffsetDateTime(Sql.time(point.time()))
                        .addString(point.consistency().name())
                        .addString(point.kind().name())
                        .addString(point.whyFull())
                        .addLong(point.sizeBytes())
                        .addLong(point.readBytes())
                        .addLong(point.newBytes())
                        .addLong(point.storedBytes())
                        .addLong(point.freezeMillis())
                        .addJsonArray(Sql.jsonArray(point.disks()))
                        .addJsonArray(Sql.jsonArray(point.warnings()))
                        .addOffsetDateTime(Sql.time(point.retainUntil()))
                        .addJsonObject(checkpoints)
                        .addOffsetDateTime(Sql.time(scheduledFor)))
                .mapEmpty();
    }

    /** The point this job committed; null when it has not. */
    Future<@Nullable UUID> committedBy(SqlClient client, UUID job) {
        return client.preparedQuery("select id from points where job = $1")
                .execute(Tuple.of(job))
                .map(rows -> Sql.first(rows, row -> row.getUUID("id")));
    }

    Future<@Nullable Base> base(SqlClient client, UUID item) {
        String sql = """
                select id, checkpoints from points where item = $1 and deleting is null and deleted_at is null order by time desc, id desc limit 1
                """;
        return client.preparedQuery(sql)
                .execute(Tuple.of(item))
                .map(rows -> Sql.first(rows, row -> {
                    Map<String, String> checkpoints = new HashMap<>();
                    row.getJsonObject("checkpoints")
                            .forEach(e -> checkpoints.put(e.getKey(), String.valueOf(e.getValue())));
                    return new Base(row.getUUID("id"), checkpoints);
                }));
    }

    Future<Void> retain(SqlClient client, UUID point, @Nullable Instant until) {
        return client.preparedQuery("update points set retain_until = $2 where id = $1")
                .execute(Tuple.of(point, Sql.time(until)))
                .mapEmpty();
    }

    /** Out of sight, and gone for good then. */
    Future<Void> softDelete(SqlClient client, UUID point, Instant at, Instant purgeAt) {
        return client.preparedQuery("update points set deleted_at = $2, purge_at = $3 where id = $1")
                .execute(Tuple.of(point, Sql.time(at), Sql.time(purgeAt)))
                .mapEmpty();
    }

    /** There again, without an end: the next decision gives it the grace period, if no more. */
    Future<Void> undelete(SqlClient client, UUID point) {
        String sql = """
                update points
                set deleted_at = null, purge_at = null, keep_until = null, grace_until = null, kept_because = 'Undeleted'
                where id = $1
                """;
        return client.preparedQuery(sql).execute(Tuple.of(point)).mapEmpty();
    }

    /** Deleted points whose time is over. */
    Future<List<UUID>> purgeable(SqlClient client, UUID item, Instant now, int limit) {
        String sql = """
                select id from points where item = $1 and deleting is null and purge_at <= $2 order by time, id limit $3
                """;
        return client.preparedQuery(sql)
                .execute(Tuple.of(item, Sql.time(now), limit))
                .map(rows -> Sql.list(rows, row -> row.getUUID("id")));
    }

    /** The points of this job: nobody sees them any more. */
    Future<Void> deleting(SqlClient client, List<UUID> points, UUID job) {
        return client.preparedQuery("update points set deleting = $2 where id = any($1)")
                .execute(Tuple.tuple()
                        .addArrayOfUUID(points.toArray(new UUID[0]))
                        .addUUID(job))
                .mapEmpty();
    }

    /** The job did not delete all its points: there they are again. */
    Future<Void> notDeleted(SqlClient client, UUID job) {
        return client.preparedQuery("update points set deleting = null where deleting = $1")
                .execute(Tuple.of(job))
                .mapEmpty();
    }

    Future<Void> deletedBy(SqlClient client, UUID job) {
        return client.preparedQuery("delete from points where deleting = $1")
                .execute(Tuple.of(job))
                .mapEmpty();
    }

    Future<Void> delete(SqlClient client, UUID item, List<UUID> points) {
        return client.preparedQuery("delete from points where item = $1 and id = any($2)")
                .execute(Tuple.tuple().addUUID(item).addArrayOfUUID(points.toArray(new UUID[0])))
                .mapEmpty();
    }

    Future<Void> deleteAll(SqlClient client, UUID item) {
        return client.preparedQuery("delete from points where item = $1")
                .execute(Tuple.of(item))
                .mapEmpty();
    }

    /** The ids of an item's points, oldest first, with those being deleted. */
    Future<List<UUID>> ofItem(SqlClient client, UUID item) {
        return client.preparedQuery("select id from points where item = $1 order by time, id")
                .execute(Tuple.of(item))
                .map(rows -> Sql.list(rows, row -> row.getUUID("id")));
    }

    /** The ids of the points this job deletes, oldest first. */
    Future<List<UUID>> ofJob(SqlClient client, UUID job) {
        return client.preparedQuery("select id from points where deleting = $1 order by time, id")
                .execute(Tuple.of(job))
                .map(rows -> Sql.list(rows, row -> row.getUUID("id")));
    }

    Future<List<UUID>> known(String vault, List<UUID> points) {
        return database.pool()
                .preparedQuery("select id from points where vault = $1 and id = any($2)")
                .execute(Tuple.tuple().addString(vault).addArrayOfUUID(points.toArray(new UUID[0])))
                .map(rows -> Sql.list(rows, row -> row.getUUID("id")));
    }

    private RecoveryPoint point(Row row) {
        Expiry expiry = ExpiryStore.expiry(row);
        boolean newest = Boolean.TRUE.equals(row.getBoolean("newest"));
        Instant deletedAt = Sql.instantOrNull(row, "gone_at");
        boolean last = newest && expiry != null && expiry.isOver(clock.instant());
        return new RecoveryPoint(
                row.getUUID("id"),
                row.getUUID("item"),
                row.getString("vault"),
                Sql.instant(row, "time"),
                Consistency.valueOf(row.getString("consistency")),
                PointKind.valueOf(row.getString("kind")),
                row.getString("why_full"),
                row.getLong("size_bytes"),
                row.getLong("read_bytes"),
                row.getLong("new_bytes"),
                row.getLong("stored_bytes"),
                row.getLong("freeze_millis"),
                Sql.readList(row, "disks", PointDisk.class),
                Sql.readList(row, "warnings", JobWarning.class),
                deletedAt != null
                        ? ExpiryRule.DELETED
                        : last ? ExpiryRule.NEWEST : expiry == null ? "" : expiry.wording(),
                deletedAt != null || last || expiry == null ? null : expiry.at(),
                deletedAt != null || last || expiry == null ? null : expiry.graceUntil(),
                Sql.instantOrNull(row, "retain_until"),
                Sql.instantOrNull(row, "verified_at"),
                deletedAt,
                Sql.instantOrNull(row, "gone_for_good_at"),
                row.getUUID("job"));
    }
}
