package io.holdfast.discovery;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.PageRequest;
import io.holdfast.contracts.discovery.FabricKind;
import io.holdfast.contracts.discovery.Subscription;
import io.holdfast.contracts.discovery.SubscriptionPage;
import io.holdfast.platform.Cursor;
import io.holdfast.platform.Database;
import io.holdfast.platform.Where;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The rows of subscriptions. */
final class SubscriptionStore {
    private final Database database;

    SubscriptionStore(Database database) {
        this.database = database;
    }

    Future<Subscription> create(Subscription subscription) {
        return database.pool()
                .preparedQuery("""
                        insert into subscription (name, fabric, region, settings, created_at)
                        values ($1, $2, $3, $4, $5)
                        on conflict (name) do nothing
                        returning *
                        """)
                .execute(Tuple.of(
                        subscription.name(),
                        subscription.fabric().name(),
                        subscription.region(),
                        new JsonObject(subscription.settings()),
                        subscription.createdAt().atOffset(ZoneOffset.UTC)))
                .map(rows -> one(
                        rows,
                        () -> new HoldfastException(
                                ErrorCode.SubscriptionExists,
                                "A subscription named %s exists.".formatted(subscription.name()))));
    }

    Future<Subscription> get(String name) {
        return database.pool()
                .preparedQuery("select * from subscription where name = $1")
                .execute(Tuple.of(name))
                .map(rows -> one(rows, () -> notFound(name)));
    }

    Future<SubscriptionPage> list(PageRequest page) {
        var where = new Where();
        if (page.cursor() != null) {
            where.and("name > ?", Cursor.decode(page.cursor(), 1).getString(0));
        }
        var sql = "select * from subscription %s order by name limit %s"
                .formatted(where.sql(), where.value(page.limit() + 1));
        return database.pool().preparedQuery(sql).execute(where.values()).map(rows -> {
            var found = all(rows);
            var items = found.subList(0, Math.min(found.size(), page.limit()));
            return new SubscriptionPage(
                    List.copyOf(items),
                    found.size() > page.limit()
                            ? Cursor.encode(items.get(items.size() - 1).name())
                            : null);
        });
    }

    Future<List<Subscription>> inRegion(String region) {
        return database.pool()
                .preparedQuery("select * from subscription where region = $1 order by name")
                .execute(Tuple.of(region))
                .map(SubscriptionStore::all);
    }

    Future<Subscription> change(String name, Map<String, Object> settings, @Nullable Long ifVersion) {
        return database.transaction(connection -> locked(connection, name, ifVersion)
                .compose(found -> connection.preparedQuery("""
                                update subscription set settings = $2, version = version + 1
                                where name = $1
                                returning *
                                """).execute(Tuple.of(name, new JsonObject(settings))))
                .map(rows -> one(rows, () -> notFound(name))));
    }

    /**
     * Deletes the subscription with its machines. A machine that is registered stays, and with it the subscription: the foreign key
     * decides, also against a claim made at this very moment.
     */
    Future<Void> delete(String name, @Nullable Long ifVersion) {
        return database.transaction(connection -> locked(connection, name, ifVersion)
                        .compose(found -> connection
                                .preparedQuery("delete from machine where subscription = $1 and vault is null")
                                .execute(Tuple.of(name)))
                        .compose(gone -> connection
                                .preparedQuery("delete from subscription where name = $1")
                                .execute(Tuple.of(name)))
                        .<Void>mapEmpty())
                .recover(failure -> Future.failedFuture(
                        Database.violates(failure, "machine_subscription")
                                ? new HoldfastException(
                                        ErrorCode.SubscriptionInUse,
                                        "Machines of the subscription %s are registered.".formatted(name))
                                : failure));
    }

    Future<Void> discovered(String name, Instant at) {
        return database.pool()
                .preparedQuery("update subscription set last_discovered_at = $2 where name = $1")
                .execute(Tuple.of(name, at.atOffset(ZoneOffset.UTC)))
                .mapEmpty();
    }

    private static Future<Subscription> locked(SqlConnection connection, String name, @Nullable Long ifVersion) {
        return connection
                .preparedQuery("select * from subscription where name = $1 for update")
                .execute(Tuple.of(name))
                .map(rows -> one(rows, () -> notFound(name)))
                .compose(found -> ifVersion == null || ifVersion == found.version()
                        ? Future.succeededFuture(found)
                        : Future.failedFuture(new HoldfastException(
                                ErrorCode.VersionMismatch,
                                "The subscription %s is at version %d, not %d."
                                        .formatted(name, found.version(), ifVersion))));
    }

    private static HoldfastException notFound(String name) {
        return new HoldfastException(
                ErrorCode.SubscriptionNotFound, "There is no subscription named %s.".formatted(name));
    }

    private static Subscription one(RowSet<Row> rows, Supplier<HoldfastException> otherwise) {
        var iterator = rows.iterator();
        if (!iterator.hasNext()) {
            throw otherwise.get();
        }
        return subscription(iterator.next());
    }

    private static List<Subscription> all(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(SubscriptionStore::subscription)
                .toList();
    }

    private static Subscription subscription(Row row) {
        return new Subscription(
                row.getString("name"),
                FabricKind.valueOf(row.getString("fabric")),
                row.getString("region"),
                row.getJsonObject("settings").getMap(),
                row.getOffsetDateTime("created_at").toInstant(),
                instant(row.getOffsetDateTime("last_discovered_at")),
                Objects.requireNonNull(row.getLong("version")));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
