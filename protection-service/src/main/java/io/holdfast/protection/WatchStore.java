package io.holdfast.protection;

import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.protection.ProtectionStatus;
import io.holdfast.contracts.protection.WatchItems;
import io.holdfast.contracts.protection.WatchedItem;
import io.holdfast.contracts.protection.WatchedItemPage;
import io.holdfast.platform.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/**
 * The items as a watchman sees them, which reads all of them every few minutes. In the order of ids: an item that is made meanwhile comes last, and none
 * is seen twice.
 */
final class WatchStore {

    private final Database database;

    WatchStore(Database database) {
        this.database = database;
    }

    Future<WatchedItemPage> list(WatchItems request) {
        String sql = """
                select i.id, i.vault, i.machine, i.cloud_service || '/' || i.name as name, i.subscription, i.status, i.policy, i.paused, i.watched_since, i.last_backup_status,
                       i.last_backup_at, i.skipped_at, i.latest_point, i.deleted_at, i.purge_at,
                       (select j.id from jobs j where j.item = i.id and j.operation = 'Backup'
                        order by j.created_at desc limit 1) as active_backup
                from items i
                where i.claim = 'Claimed' and (cardinality($1::uuid[]) = 0 or i.id = any($1)) and i.id > $2
                order by i.id
                limit $3
                """;
        int limit = Sql.limit(request.page());
        UUID after = Sql.uuidKey(Sql.keys(request.page(), 1).get(0));
        return database.pool()
                .preparedQuery(sql)
                .execute(Tuple.tuple()
                        .addArrayOfUUID(request.ids().toArray(new UUID[0]))
                        .addUUID(after == null ? new UUID(0, 0) : after)
                        .addInteger(limit + 1))
                .map(rows -> {
                    var slice =
                            Sql.Slice.of(Sql.list(rows, WatchStore::watched), limit, item -> new Object[] {item.id()});
                    return new WatchedItemPage(slice.items(), slice.nextCursor());
                });
    }

    private static WatchedItem watched(Row row) {
        String lastBackup = row.getString("last_backup_status");
        return new WatchedItem(
                row.getUUID("id"),
                row.getString("vault"),
                row.getUUID("machine"),
                row.getString("name"),
                row.getString("subscription"),
                ProtectionStatus.valueOf(row.getString("status")),
                row.getString("policy"),
                row.getBoolean("paused"),
                Sql.instant(row, "watched_since"),
                lastBackup == null ? null : JobStatus.valueOf(lastBackup),
                Sql.instantOrNull(row, "last_backup_at"),
                Sql.instantOrNull(row, "skipped_at"),
                Sql.instantOrNull(row, "latest_point"),
                row.getUUID("active_backup"),
                Sql.instantOrNull(row, "deleted_at"),
                Sql.instantOrNull(row, "purge_at"));
    }
}
