package io.holdfast.protection;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.PageRequest;
import io.holdfast.contracts.protection.StoreKind;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.contracts.protection.VaultLocation;
import io.holdfast.contracts.protection.VaultPage;
import io.holdfast.contracts.protection.VaultSummary;
import io.holdfast.contracts.protection.VaultType;
import io.holdfast.platform.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The vaults' rows, and the sums over what is in them.
 */
final class VaultStore {

    /** What a vault still holds; it can be deleted when all are 0. */
    record Contents(long items, long points, long deletedItems) {}

    private final Database database;

    VaultStore(Database database) {
        this.database = database;
    }

    /** One vault at a time, so that none comes above or below another that is just being made. */
    Future<Void> insert(SqlConnection client, Vault vault) {
        return client.query("select pg_advisory_xact_lock(hashtext('holdfast.protection.stores'))")
                .execute()
                .compose(locked -> insertLocked(client, vault));
    }

    private static Future<Void> insertLocked(SqlConnection client, Vault vault) {
        String sql = """
                insert into vaults (name, id, region, type, encryption, chunk_size, store_kind, store_path, created_at)
                select $1, $2, $3, $4, $5, $6, $7, $8, $9
                where not exists (
                    select 1 from (
                        select name, store_kind, store_path from vaults
                        union all select '', store_kind, store_path from removed_vaults) v
                    where v.store_kind = $7
                      and (starts_with($8 || '/', v.store_path || '/') or starts_with(v.store_path || '/', $8 || '/'))
                      and v.name <> $1)
                """;
        return client.preparedQuery(sql)
                .execute(Tuple.of(
                                vault.name(),
                                vault.id(),
                                vault.region(),
                                vault.type().name(),
                                vault.encryption(),
                                vault.chunkSize(),
                                vault.store().kind().name(),
                                vault.store().path())
                        .addValue(Sql.time(vault.createdAt())))
                .map(rows -> {
                    if (rows.rowCount() == 0) {
                        throw pathTaken();
                    }
                    return (Void) null;
                })
                .recover(t -> Future.failedFuture(
                        Database.violates(t, "vaults_pkey")
                                ? new HoldfastException(
                                        ErrorCode.VaultExists, "A vault named " + vault.name() + " exists")
                                : Database.violates(t, "vaults_store_key") ? pathTaken() : t));
    }

    Future<Vault> get(SqlClient client, String name) {
        return client.preparedQuery("select * from vaults where name = $1")
                .execute(Tuple.of(name))
                .map(rows -> {
                    Vault vault = Sql.first(rows, VaultStore::vault);
                    if (vault == null) {
                        throw notFound(name);
                    }
                    return vault;
                });
    }

    Future<Vault> get(String name) {
        return get(database.pool(), name);
    }

    Future<VaultPage> list(@Nullable String region, PageRequest page) {
        String sql = """
                select * from vaults
                where ($1::text is null or region = $1) and ($2::text is null or name > $2)
                order by name
                limit $3
                """;
        int limit = Sql.limit(page);
        return database.pool()
                .preparedQuery(sql)
                .execute(Tuple.of(region, Sql.keys(page, 1).get(0), limit + 1))
                .map(rows -> {
                    var slice = Sql.Slice.of(
                            Sql.list(rows, VaultStore::vault), limit, vault -> new Object[] {vault.name()});
                    return new VaultPage(slice.items(), slice.nextCursor());
                });
    }

    /**
     * Deletes the row and its policies, and remembers that its files are to be removed. An item keeps it, also one that came a moment ago: a
     * foreign key.
     */
    Future<Void> delete(SqlClient client, Vault vault) {
        String name = vault.name();
        String sql = """
                with deleted as (
                    delete from vaults
                    where name = $1 and version = $2 and not exists (select 1 from items where vault = $1)
                    returning *)
                insert into removed_vaults (id, store_kind, store_path, vault)
                select id, store_kind, store_path, $3 from deleted
                """;
        return client.preparedQuery(sql)
                .execute(Tuple.of(name, vault.version(), Sql.json(vault)))
                .<Void>compose(rows -> rows.rowCount() > 0
                        ? Future.succeededFuture()
                        : get(client, name).compose(vaultThere -> Future.failedFuture(holdsItems(name))))
                .recover(t -> Future.failedFuture(Database.violates(t, "items_vault_fkey") ? holdsItems(name) : t));
    }

    private static HoldfastException holdsItems(String name) {
        return new HoldfastException(ErrorCode.VaultNotEmpty, "Vault " + name + " holds protected items");
    }

    /** Deleted vaults whose files are still there, in random order: one that can't be removed must not hide the others. */
    Future<List<Vault>> toRemove(int limit) {
        return database.pool()
                .preparedQuery("select vault from removed_vaults order by random() limit $1")
                .execute(Tuple.of(limit))
                .map(rows -> Sql.list(rows, row -> Sql.read(row, "vault", Vault.class)));
    }

    Future<Void> removed(UUID vault) {
        return database.pool()
                .preparedQuery("delete from removed_vaults where id = $1")
                .execute(Tuple.of(vault))
                .mapEmpty();
    }

    /** What is done to each vault regularly, each with a column that says when next. */
    enum Chore {
        Prune("prune_at"),
        Verify("verify_at");

        private final String column;

        Chore(String column) {
            this.column = column;
        }
    }

    /** Vaults whose turn it is: each is one replica's, until {@code again}. */
    Future<List<Vault>> toDo(Chore chore, Instant now, Instant again, int limit) {
        String sql = """
                update vaults set %1$s = $2
                where name in (
                    select name from vaults where %1$s <= $1 order by %1$s limit $3 for update skip locked)
                returning *
                """.formatted(chore.column);
        return database.pool()
                .preparedQuery(sql)
                .execute(Tuple.tuple()
                        .addValue(Sql.time(now))
                        .addValue(Sql.time(again))
                        .addInteger(limit))
                .map(rows -> Sql.list(rows, VaultStore::vault));
    }

    /** Next at {@code next}, unless something has come meanwhile that wants it sooner than {@code again}. */
    Future<Void> done(Chore chore, String name, Instant again, Instant next) {
        return database.pool()
                .preparedQuery("update vaults set %1$s = $2 where name = $1 and %1$s = $3".formatted(chore.column))
                .execute(Tuple.of(name).addValue(Sql.time(next)).addValue(Sql.time(again)))
                .mapEmpty();
    }

    /** Something has been deleted: a prune by {@code latest} has something to give back. */
    Future<Void> pruneBy(String name, Instant latest) {
        return database.pool()
                .preparedQuery("update vaults set prune_at = $2 where name = $1 and prune_at > $2")
                .execute(Tuple.of(name).addValue(Sql.time(latest)))
                .mapEmpty();
    }

    Future<Contents> contents(String name) {
        String sql = """
                select count(*) filter (where status <> 'SoftDeleted') as items,
                       coalesce(sum(points) filter (where status <> 'SoftDeleted'), 0)::bigint as points,
                       count(*) filter (where status = 'SoftDeleted') as deleted
                from items where vault = $1
                """;
        return database.pool().preparedQuery(sql).execute(Tuple.of(name)).map(rows -> {
            Row row = rows.iterator().next();
            return new Contents(row.getLong("items"), row.getLong("points"), row.getLong("deleted"));
        });
    }

    /** Of one vault, or of all. Reads the counters of the items only, so points cost nothing. */
    Future<VaultSummary> summary(@Nullable String name) {
        String sql = """
                select count(*) filter (where status in ('ConfiguringProtection', 'InitialBackupPending', 'Protected')) as active,
                       coalesce(sum(points) filter (where status <> 'SoftDeleted'), 0)::bigint as points,
                       coalesce(sum(point_bytes) filter (where status <> 'SoftDeleted'), 0)::bigint as logical,
                       coalesce(sum(stored_bytes), 0)::bigint as stored,
                       min(latest_point) filter (where status = 'Protected') as oldest
                from items
                where claim = 'Claimed' and ($1::text is null or vault = $1)
                """;
        return database.pool().preparedQuery(sql).execute(Tuple.of(name)).map(rows -> {
            Row row = rows.iterator().next();
            return new VaultSummary(
                    row.getLong("active"),
                    row.getLong("points"),
                    row.getLong("logical"),
                    row.getLong("stored"),
                    Sql.instantOrNull(row, "oldest"));
        });
    }

    static HoldfastException notFound(String name) {
        return new HoldfastException(ErrorCode.VaultNotFound, "There is no vault named " + name);
    }

    private static HoldfastException pathTaken() {
        return HoldfastException.invalidField(
                "/store/path", "Taken", "another vault keeps its data there, above or below");
    }

    private static Vault vault(Row row) {
        return new Vault(
                row.getString("name"),
                row.getUUID("id"),
                row.getString("region"),
                VaultType.valueOf(row.getString("type")),
                row.getBoolean("encryption"),
                row.getInteger("chunk_size"),
                new VaultLocation(StoreKind.valueOf(row.getString("store_kind")), row.getString("store_path")),
                Sql.instant(row, "created_at"),
                row.getLong("version"));
    }
}
