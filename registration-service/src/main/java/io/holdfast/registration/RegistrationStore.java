package io.holdfast.registration;

import io.holdfast.contracts.PageRequest;
import io.holdfast.contracts.discovery.DeploymentModel;
import io.holdfast.contracts.registration.RegisteredItem;
import io.holdfast.contracts.registration.RegisteredItemFilter;
import io.holdfast.contracts.registration.RegisteredItemPage;
import io.holdfast.contracts.registration.RegistrationStatus;
import io.holdfast.platform.Cursor;
import io.holdfast.platform.Database;
import io.holdfast.platform.Where;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The rows of items, as they are read and as registration moves them. */
final class RegistrationStore {
    private final Database database;

    RegistrationStore(Database database) {
        this.database = database;
    }

    Future<RegisteredItemPage> list(RegisteredItemFilter filter, PageRequest page) {
        var where = new Where().and("vault = ?", filter.vault());
        if (!filter.status().isEmpty()) {
            where.and("status = any(?::text[])", (Object)
                    filter.status().stream().map(Enum::name).toArray(String[]::new));
        }
        if (filter.isProtected() != null) {
            where.and("protected = ?", filter.isProtected());
        }
        if (filter.name() != null) {
            where.and("strpos(lower(name), lower(?)) > 0", filter.name());
        }
        if (page.cursor() != null) {
            var after = Cursor.decode(page.cursor(), 3);
            where.and(
                    "(name, cloud_service, id) > (?, ?, ?)",
                    after.getString(0),
                    after.getString(1),
                    Cursor.uuid(after, 2));
        }
        var sql = "select * from item %s order by name, cloud_service, id limit %s"
                .formatted(where.sql(), where.value(page.limit() + 1));
        return database.pool().preparedQuery(sql).execute(where.values()).map(rows -> page(all(rows), page.limit()));
    }

    Future<Optional<RegisteredItem>> item(UUID id) {
        return items(List.of(id)).map(found -> found.stream().findFirst());
    }

    Future<List<RegisteredItem>> items(List<UUID> ids) {
        return database.pool()
                .preparedQuery("select * from item where id = any($1::uuid[])")
                .execute(Tuple.of((Object) ids.toArray(UUID[]::new)))
                .map(RegistrationStore::all);
    }

    Future<List<RegisteredItem>> itemsOfMachines(List<UUID> machines) {
        return database.pool()
                .preparedQuery("select * from item where machine = any($1::uuid[])")
                .execute(Tuple.of((Object) machines.toArray(UUID[]::new)))
                .map(RegistrationStore::all);
    }

    /** Every item of the vault, or of all vaults, in whatever status. */
    Future<Long> count(@Nullable String vault) {
        return database.pool()
                .preparedQuery("select count(*) as items from item where $1::text is null or vault = $1")
                .execute(Tuple.of(vault))
                .map(rows -> rows.iterator().next().getLong("items"));
    }

    /**
     * Adds all the items as {@code Registering}, or none: false when a machine among them is an item already. Rows go in by machine id,
     * so that two requests for the same machines wait for each other and never deadlock.
     */
    Future<Boolean> add(List<RegisteredItem> items, String requestedBy) {
        return database.transaction(connection -> insert(connection, items, requestedBy)
                        .compose(added -> added == items.size()
                                ? Future.succeededFuture(true)
                                : Future.failedFuture(new AlreadyThere())))
                .recover(failure ->
                        failure instanceof AlreadyThere ? Future.succeededFuture(false) : Future.failedFuture(failure));
    }

    private static Future<Integer> insert(SqlClient connection, List<RegisteredItem> items, String requestedBy) {
        return connection
                .preparedQuery("""
                        insert into item (id, machine, name, cloud_service, subscription, region, deployment_model, active_job,
                                          created_at, vault, status, requested_by)
                        select added.*, $10::text, 'Registering', $11::text
                        from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::uuid[],
                                    $9::timestamptz[]) as added (id, machine)
                        order by added.machine
                        on conflict (machine) do nothing
                        """)
                .execute(Tuple.from(List.of(
                        items.stream().map(RegisteredItem::id).toArray(UUID[]::new),
                        items.stream().map(RegisteredItem::machine).toArray(UUID[]::new),
                        items.stream().map(RegisteredItem::name).toArray(String[]::new),
                        items.stream().map(RegisteredItem::cloudService).toArray(String[]::new),
                        items.stream().map(RegisteredItem::subscription).toArray(String[]::new),
                        items.stream().map(RegisteredItem::region).toArray(String[]::new),
                        items.stream()
                                .map(item -> item.deploymentModel().name())
                                .toArray(String[]::new),
                        items.stream().map(RegisteredItem::activeJob).toArray(UUID[]::new),
                        items.stream()
                                .map(item -> item.createdAt().atOffset(ZoneOffset.UTC))
                                .toArray(OffsetDateTime[]::new),
                        items.get(0).vault(),
                        requestedBy)))
                .map(RowSet::rowCount);
    }

    private static RegisteredItemPage page(List<RegisteredItem> found, int limit) {
        if (found.size() <= limit) {
            return new RegisteredItemPage(found, null);
        }
        var last = found.get(limit - 1);
        return new RegisteredItemPage(
                found.subList(0, limit), Cursor.encode(last.name(), last.cloudService(), last.id()));
    }

    static List<RegisteredItem> all(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(RegistrationStore::item)
                .toList();
    }

    static RegisteredItem item(Row row) {
        return new RegisteredItem(
                row.getUUID("id"),
                row.getString("vault"),
                row.getUUID("machine"),
                row.getString("name"),
                row.getString("cloud_service"),
                row.getString("subscription"),
                row.getString("region"),
                DeploymentModel.valueOf(row.getString("deployment_model")),
                RegistrationStatus.valueOf(row.getString("status")),
                row.getBoolean("protected"),
                row.getUUID("active_job"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getLong("version"));
    }

    /** Rolls the transaction of {@link #add} back. */
    @SuppressWarnings("serial")
    private static final class AlreadyThere extends RuntimeException {
        AlreadyThere() {
            super(null, null, false, false);
        }
    }
}
