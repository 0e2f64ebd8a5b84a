package io.holdfast.alert;

import io.holdfast.contracts.alert.Delivery;
import io.holdfast.contracts.alert.DeliveryPage;
import io.holdfast.contracts.alert.DeliveryStatus;
import io.holdfast.contracts.alert.ListDeliveries;
import io.holdfast.contracts.alert.NotificationChannel;
import io.holdfast.platform.Cursor;
import io.holdfast.platform.Database;
import io.holdfast.platform.Ids;
import io.holdfast.platform.Json;
import io.holdfast.platform.Where;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The outbox of news.
 */
final class DeliveryStore {

    record Target(NotificationChannel channel, String address) {}

    /** {@code attempt}: which one this is; it also fences whoever makes it. */
    record Due(UUID id, String vault, Target target, Message message, int attempt, Instant createdAt) {}

    private final Database database;

    DeliveryStore(Database database) {
        this.database = database;
    }

    Future<Void> add(SqlClient client, List<Target> targets, String subject, Message message, Instant now) {
        String sql = """
                insert into deliveries (id, vault, channel, target, subject, message, next_at, created_at)
                select t.id, $1, t.channel, t.target, $2, $3, $4, $4 from unnest($5::uuid[], $6::text[], $7::text[]) as t (id, channel, target)
                """;
        return client.preparedQuery(sql)
                .execute(Tuple.of(message.vault(), subject, Sql.json(message), Sql.time(now))
                        .addArrayOfUUID(Sql.ids(targets, x -> Ids.next()))
                        .addArrayOfString(Sql.texts(targets, t -> t.channel().name()))
                        .addArrayOfString(Sql.texts(targets, Target::address)))
                .mapEmpty();
    }

    /** One that is due; it is the caller's until {@code lease}. */
    Future<@Nullable Due> take(NotificationChannel channel, Instant now, Instant lease) {
        String sql = """
                update deliveries set attempts = attempts + 1, next_at = $3
                where id = (
                    select id from deliveries where channel = $1 and status = 'Pending' and next_at <= $2
                    order by next_at limit 1 for update skip locked)
                returning *
                """;
        return database.pool()
                .preparedQuery(sql)
                .execute(Tuple.of(channel.name(), Sql.time(now), Sql.time(lease)))
                .map(rows -> Sql.first(rows, DeliveryStore::due));
    }

    private static Due due(Row row) {
        return new Due(
                row.getUUID("id"),
                row.getString("vault"),
                new Target(NotificationChannel.valueOf(row.getString("channel")), row.getString("target")),
                Json.from(row.getJsonObject("message").getMap(), Message.class),
                row.getInteger("attempts"),
                Sql.instant(row, "created_at"));
    }

    Future<Void> ended(Due due, DeliveryStatus status, @Nullable String error, Instant now) {
        String sql = """
                update deliveries set status = $3, last_error = $4, ended_at = $5 where id = $1 and attempts = $2 and status = 'Pending'
                """;
        return database.pool()
                .preparedQuery(sql)
                .execute(Tuple.of(due.id(), due.attempt(), status.name(), error, Sql.time(now)))
                .mapEmpty();
    }

    Future<Void> again(Due due, String error, Instant at) {
        return database.pool()
                .preparedQuery(
                        "update deliveries set last_error = $3, next_at = $4 where id = $1 and attempts = $2 and status = 'Pending'")
                .execute(Tuple.of(due.id(), due.attempt(), error, Sql.time(at)))
                .mapEmpty();
    }

    Future<DeliveryPage> list(ListDeliveries request) {
        Where where = new Where().and("vault = ?", request.vault());
        if (!request.status().isEmpty()) {
            where.and("status = any(?)", (Object) Sql.names(request.status()));
        }
        if (request.page().cursor() != null) {
            where.and("id < ?", Cursor.uuid(Cursor.decode(request.page().cursor(), 1), 0));
        }
        int limit = Sql.limit(request.page());
        String sql =
                "select * from deliveries %s order by id desc limit %s".formatted(where.sql(), where.value(limit + 1));
        return database.pool().preparedQuery(sql).execute(where.values()).map(rows -> {
            List<Delivery> found = Sql.list(rows, DeliveryStore::delivery);
            List<Delivery> items = List.copyOf(found.subList(0, Math.min(limit, found.size())));
            return new DeliveryPage(
                    items,
                    found.size() > limit ? Cursor.encode(items.get(limit - 1).id()) : null);
        });
    }

    private static Delivery delivery(Row row) {
        DeliveryStatus status = DeliveryStatus.valueOf(row.getString("status"));
        return new Delivery(
                row.getUUID("id"),
                row.getString("vault"),
                NotificationChannel.valueOf(row.getString("channel")),
                row.getString("target"),
                status,
                row.getString("subject"),
                row.getInteger("attempts"),
                status == DeliveryStatus.Pending ? Sql.instant(row, "next_at") : null,
                row.getString("last_error"),
                Sql.instant(row, "created_at"),
                Sql.instantOrNull(row, "ended_at"));
    }

    Future<Void> forget(List<String> vaults, Instant asOf, Instant endedBefore) {
        String sql = "delete from deliveries where ended_at < $3 or (vault <> all($1::text[]) and created_at < $2)";
        return database.pool()
                .preparedQuery(sql)
                .execute(Tuple.of(vaults.toArray(new String[0]), Sql.time(asOf), Sql.time(endedBefore)))
                .mapEmpty();
    }
}
