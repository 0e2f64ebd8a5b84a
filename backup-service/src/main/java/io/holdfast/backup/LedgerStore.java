package io.holdfast.backup;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.job.Lease;
import io.holdfast.platform.Database;
import io.holdfast.store.PointKey;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The tables of what prunes and backups of a vault agree on, see {@link io.holdfast.store.PruneLedger}. A backup's row, in {@code work}, is its session. That a backup either knows a
 * condemned pack or is waited for rests on the lock of the vault's row: a backup begins under a shared one, and packs are condemned under the other.
 */
final class LedgerStore {
    private final Database database;

    LedgerStore(Database database) {
        this.database = database;
    }

    /** A session begins: answers the packs that it must not rely on. */
    Future<Set<String>> begin(Work work, UUID vault, @Nullable UUID base) {
        return vaultRow(vault)
                .compose(x -> database.transaction(client -> epoch(client, vault)
                        .compose(epoch -> new BackupStore(database).add(client, work, vault, epoch, base))))
                .compose(x -> packs("""
                        select pack from leaving_packs where vault = $1
                        union select pack from verified_packs where vault = $1 and damage is not null
                        """, Tuple.of(vault)));
    }

    Future<Set<String>> damaged(UUID vault) {
        return packs("select pack from verified_packs where vault = $1 and damage is not null", Tuple.of(vault));
    }

    private Future<Void> vaultRow(UUID vault) {
        return database.pool()
                .preparedQuery("insert into vaults (vault) values ($1) on conflict do nothing")
                .execute(Tuple.of(vault))
                .mapEmpty();
    }

    private static Future<Long> epoch(SqlClient client, UUID vault) {
        return client.preparedQuery("select epoch from vaults where vault = $1 for share")
                .execute(Tuple.of(vault))
                .map(rows -> rows.iterator().next().getLong("epoch"));
    }

    /** This run's turn: what earlier prunes of the vault still try to change is refused. */
    Future<Void> take(UUID vault, Lease lease) {
        return database.pool()
                .preparedQuery("""
                        insert into vaults (vault, prune_job, prune_token) values ($1, $2, $3)
                        on conflict (vault) do update set prune_job = excluded.prune_job, prune_token = excluded.prune_token
                        where vaults.prune_token is null or vaults.prune_token <= excluded.prune_token
                        """)
                .execute(Tuple.of(vault, lease.job(), lease.token()))
                .compose(rows -> rows.rowCount() == 1 ? Future.succeededFuture() : Future.failedFuture(overtaken()));
    }

    Future<Set<String>> ripe(UUID vault) {
        return packs("""
                select pack from leaving_packs p
                where vault = $1 and not doomed
                  and not exists (select 1 from work w where w.vault_id = p.vault and w.epoch < p.epoch)
                """, Tuple.of(vault));
    }

    Future<Set<String>> leaving(UUID vault, boolean doomed) {
        return packs("select pack from leaving_packs where vault = $1 and doomed = $2", Tuple.of(vault, doomed));
    }

    private Future<Set<String>> packs(String sql, Tuple values) {
        return select(sql, values, row -> row.getString("pack"));
    }

    Future<Set<PointKey>> bases(UUID vault) {
        return select(
                "select item, base from work where vault_id = $1 and base is not null",
                Tuple.of(vault),
                row -> new PointKey(row.getUUID("item"), row.getUUID("base")));
    }

    private <T> Future<Set<T>> select(String sql, Tuple values, Function<Row, T> map) {
        return database.pool().preparedQuery(sql).execute(values).map(rows -> StreamSupport.stream(
                        rows.spliterator(), false)
                .map(map)
                .collect(Collectors.toSet()));
    }

    Future<Void> condemn(UUID vault, Lease lease, Set<String> packs) {
        return change(vault, lease, client -> client.preparedQuery("""
                        with now as (update vaults set epoch = epoch + 1 where vault = $1 returning epoch)
                        insert into leaving_packs (vault, pack, epoch)
                        select $1, pack, epoch from now, unnest($2::text[]) pack
                        on conflict do nothing
                        """)
                .execute(Tuple.of(vault).addArrayOfString(packs.toArray(String[]::new)))
                .mapEmpty());
    }

    Future<Void> reprieve(UUID vault, Lease lease, Set<String> packs) {
        return change(
                vault, lease, packs, "delete from leaving_packs where vault = $1 and pack = any($2) and not doomed");
    }

    Future<Void> doom(UUID vault, Lease lease, Set<String> packs) {
        return change(
                vault, lease, packs, "update leaving_packs set doomed = true where vault = $1 and pack = any($2)");
    }

    Future<Void> forget(UUID vault, Lease lease, Set<String> packs) {
        return change(vault, lease, packs, "delete from leaving_packs where vault = $1 and pack = any($2) and doomed");
    }

    private Future<Void> change(UUID vault, Lease lease, Set<String> packs, String sql) {
        return change(vault, lease, client -> client.preparedQuery(sql)
                .execute(Tuple.of(vault).addArrayOfString(packs.toArray(String[]::new)))
                .mapEmpty());
    }

    private Future<Void> change(UUID vault, Lease lease, Function<SqlConnection, Future<Void>> change) {
        return database.transaction(client -> client.preparedQuery(
                        "select 1 from vaults where vault = $1 and prune_job = $2 and prune_token = $3 for update")
                .execute(Tuple.of(vault, lease.job(), lease.token()))
                .compose(rows -> rows.rowCount() == 1 ? change.apply(client) : Future.failedFuture(overtaken())));
    }

    private static HoldfastException overtaken() {
        return new HoldfastException(ErrorCode.LeaseLost, "Another prune of this vault has begun.");
    }

    /** Of a vault that is deleted. */
    Future<Void> remove(UUID vault) {
        return database.pool().preparedQuery("""
                        with packs as (delete from leaving_packs where vault = $1),
                             verified as (delete from verified_packs where vault = $1),
                             damaged as (delete from damaged_points where vault = $1)
                        delete from vaults where vault = $1
                        """).execute(Tuple.of(vault)).mapEmpty();
    }
}
