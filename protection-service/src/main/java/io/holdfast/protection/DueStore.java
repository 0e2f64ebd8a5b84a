package io.holdfast.protection;

import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.protection.ProtectedItem;
import io.holdfast.contracts.protection.RunDue;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Which items a run of their policy's schedule is for, page by page.
 */
final class DueStore {

    /** {@code inTheWay}: the unfinished jobs that stand in the way of a backup, and what they do. */
    record DueItem(ProtectedItem item, Map<UUID, Busy> inTheWay) {}

    private static final UUID FIRST = new UUID(0, 0);
    private static final String DUE = """
            where i.vault = $1 and i.policy = $2 and i.claim = 'Claimed' and i.id > $3
              and i.status in ('InitialBackupPending', 'Protected') and i.last_occurrence < $4 and not i.paused
            order by i.id
            limit $5
            """;

    /**
     * Locks the page's items. In a storm the outbox grows from nothing to very many rows: without indexes, which is how an empty table is best read, each
     * page would read all of it.
     */
    Future<List<DueItem>> lock(SqlClient client, RunDue request) {
        return client.query("set local enable_seqscan = off")
                .execute()
                .compose(x -> client.preparedQuery(
                                "select i.*, null::uuid as active_job, false as policy_paused from items i " + DUE
                                        + " for update of i")
                        .execute(page(request)))
                .map(rows -> Sql.list(rows, ItemStore::item))
                .compose(items -> busy(client, ids(items)).map(busy -> items.stream()
                        .map(item -> new DueItem(item, busy.getOrDefault(item.id(), Map.of())))
                        .toList()));
    }

    private static Future<Map<UUID, Map<UUID, Busy>>> busy(SqlClient client, UUID[] items) {
        String sql = """
                select id, item, operation, coalesce((submission #>> '{params,everything}')::boolean, false) as everything
                from jobs
                where item = any($1)
                  and operation in ('Backup', 'Restore', 'StopProtection', 'DeleteBackupData')
                  and (operation <> 'Restore' or submission #>> '{params,target,kind}' = 'original')
                  and (operation <> 'DeleteBackupData' or (submission #>> '{params,everything}')::boolean)
                """;
        return client.preparedQuery(sql)
                .execute(Tuple.tuple().addArrayOfUUID(items))
                .map(rows -> {
                    Map<UUID, Map<UUID, Busy>> busy = new HashMap<>();
                    rows.forEach(row -> busy.computeIfAbsent(row.getUUID("item"), x -> new HashMap<>())
                            .put(
                                    row.getUUID("id"),
                                    Busy.of(
                                            Operation.valueOf(row.getString("operation")),
                                            row.getBoolean("everything"))));
                    return busy;
                });
    }

    /** From now on this occurrence and all before it are done with. */
    Future<Void> done(SqlClient client, List<ProtectedItem> items, Instant nominal) {
        return client.preparedQuery("update items set last_occurrence = $2 where id = any($1)")
                .execute(Tuple.tuple().addArrayOfUUID(ids(items)).addOffsetDateTime(Sql.time(nominal)))
                .mapEmpty();
    }

    Future<Void> skipped(SqlClient client, Map<UUID, String> reasons, Instant nominal) {
        String sql = """
                update items i set skipped_at = $3, skipped_reason = s.reason, version = version + 1
                from unnest($1::uuid[], $2::text[]) as s (id, reason)
                where i.id = s.id
                """;
        if (reasons.isEmpty()) {
            return Future.succeededFuture();
        }
        List<UUID> items = List.copyOf(reasons.keySet());
        return client.preparedQuery(sql)
                .execute(Tuple.tuple()
                        .addArrayOfUUID(items.toArray(new UUID[0]))
                        .addArrayOfString(items.stream().map(reasons::get).toArray(String[]::new))
                        .addOffsetDateTime(Sql.time(nominal)))
                .mapEmpty();
    }

    private static Tuple page(RunDue request) {
        return Tuple.of(
                request.vault(),
                request.policy(),
                request.afterItem() == null ? FIRST : request.afterItem(),
                Sql.time(request.nominal()),
                request.limit());
    }

    private static UUID[] ids(List<ProtectedItem> items) {
        return items.stream().map(ProtectedItem::id).toArray(UUID[]::new);
    }
}
