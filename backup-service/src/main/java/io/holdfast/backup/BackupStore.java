package io.holdfast.backup;

import io.holdfast.contracts.job.Operation;
import io.holdfast.platform.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The table of what runs may have left behind. */
final class BackupStore {
    private final Database database;

    BackupStore(Database database) {
        this.database = database;
    }

    Future<Void> add(Work work) {
        return add(database.pool(), work, null, null, null);
    }

    /** {@code epoch}: of a session of the vault's ledger, see {@link LedgerStore}. */
    Future<Void> add(SqlClient client, Work work, @Nullable UUID vault, @Nullable Long epoch, @Nullable UUID base) {
        Tuple values = Tuple.tuple()
                .addUUID(work.job())
                .addLong(work.token())
                .addString(work.mover())
                .addString(work.operation().name())
                .addString(work.vault())
                .addUUID(work.item())
                .addUUID(work.machine())
                .addString(work.subscription())
                .addUUID(work.point())
                .addUUID(vault)
                .addLong(epoch)
                .addUUID(base);
        return client.preparedQuery("""
                insert into work (job, token, mover, operation, vault, item, machine, subscription, point, vault_id, epoch, base)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                on conflict (job, token) do update
                set machine = excluded.machine, subscription = excluded.subscription, point = excluded.point,
                    vault_id = excluded.vault_id, epoch = excluded.epoch, base = excluded.base
                """).execute(values).mapEmpty();
    }

    /**
     * From now on only the catalogue can say what becomes of the run's manifest. False when {@link #condemn} was faster: the run is
     * over then.
     */
    Future<Boolean> committing(UUID job, long token) {
        return stage(
                "update work set stage = 'Committing' where job = $1 and token = $2 and stage <> 'Condemned'",
                job,
                token);
    }

    /** The run is dead and its manifest may be deleted. False when it had begun to commit. */
    Future<Boolean> condemn(UUID job, long token) {
        return stage(
                "update work set stage = 'Condemned' where job = $1 and token = $2 and stage <> 'Committing'",
                job,
                token);
    }

    private Future<Boolean> stage(String sql, UUID job, long token) {
        return database.pool().preparedQuery(sql).execute(Tuple.of(job, token)).map(rows -> rows.rowCount() == 1);
    }

    Future<Void> remove(UUID job, long token) {
        return execute("delete from work where job = $1 and token = $2", Tuple.of(job, token));
    }

    Future<List<Work>> ofItem(UUID item) {
        return select("select * from work where item = $1 order by started_at, job, token", Tuple.of(item));
    }

    /** In random order, so that rows which can't be cleaned now don't hide the others. */
    Future<List<Work>> some(int limit) {
        return select("select * from work order by random() limit $1", Tuple.of(limit));
    }

    private Future<Void> execute(String sql, Tuple values) {
        return database.pool().preparedQuery(sql).execute(values).mapEmpty();
    }

    private Future<List<Work>> select(String sql, Tuple values) {
        return database.pool().preparedQuery(sql).execute(values).map(rows -> StreamSupport.stream(
                        rows.spliterator(), false)
                .map(BackupStore::work)
                .toList());
    }

    private static Work work(Row row) {
        return new Work(
                row.getUUID("job"),
                row.getLong("token"),
                row.getString("mover"),
                Operation.valueOf(row.getString("operation")),
                row.getString("vault"),
                row.getUUID("item"),
                row.getUUID("machine"),
                row.getString("subscription"),
                row.getUUID("point"));
    }
}
