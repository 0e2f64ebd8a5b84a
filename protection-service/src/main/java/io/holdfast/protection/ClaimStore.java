package io.holdfast.protection;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.protection.ProtectionStatus;
import io.holdfast.contracts.registration.RegisteredItem;
import io.holdfast.platform.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Items on their way in and out. {@code Claiming}: registration-service is being asked for them. {@code Claimed}: they are ours.
 * {@code Releasing}: they are being given back, and then their row goes. The row is there before the claim and after the release, so a
 * claim nobody remembers can't exist.
 */
final class ClaimStore {

    record Unsettled(UUID item, String vault) {}

    private final Database database;

    ClaimStore(Database database) {
        this.database = database;
    }

    /** All items or none; those that are taken are named by their place in the list. */
    Future<Void> claiming(String vault, List<UUID> items, UUID claim, Instant now) {
        String sql = """
                insert into items (id, vault, claim, claim_id, claim_at, status, created_at, last_occurrence, watched_since)
                select u.id, $2, 'Claiming', $3, $4, $5, $4, $4, $4 from unnest($1::uuid[]) u (id) order by u.id
                on conflict (id) do nothing
                returning id
                """;
        return database.transaction(client -> client.preparedQuery(sql)
                .execute(Tuple.tuple()
                        .addArrayOfUUID(items.toArray(new UUID[0]))
                        .addString(vault)
                        .addUUID(claim)
                        .addOffsetDateTime(Sql.time(now))
                        .addString(ProtectionStatus.NotProtected.name()))
                .compose(rows -> {
                    Set<UUID> inserted = new HashSet<>(Sql.list(rows, row -> row.getUUID("id")));
                    return inserted.size() == items.size()
                            ? Future.<Void>succeededFuture()
                            : taken(client, items, inserted);
                }));
    }

    private static Future<Void> taken(SqlClient client, List<UUID> items, Set<UUID> inserted) {
        return client.preparedQuery(
                        "select id, case when status = 'SoftDeleted' then status else claim end as claim from items where id = any($1)")
                .execute(Tuple.tuple().addArrayOfUUID(items.toArray(new UUID[0])))
                .map(rows -> {
                    Map<UUID, String> claims = new HashMap<>();
                    rows.forEach(row -> claims.put(row.getUUID("id"), row.getString("claim")));
                    throw refusal(items, inserted, claims);
                });
    }

    private static HoldfastException refusal(List<UUID> items, Set<UUID> inserted, Map<UUID, String> claims) {
        List<FieldError> errors = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            if (!inserted.contains(items.get(i))) {
                ErrorCode code =
                        switch (String.valueOf(claims.get(items.get(i)))) {
                            case "Claimed" -> ErrorCode.AlreadyProtected;
                            case "SoftDeleted" -> ErrorCode.SoftDeleted;
                            default -> ErrorCode.ItemBusy;
                        };
                errors.add(new FieldError("/itemIds/" + i, code.name(), code.title()));
            }
        }
        return HoldfastException.refusal(errors);
    }

    /** Makes the claimed items protected ones. Fails with {@code ServiceUnavailable} when they were given up meanwhile. */
    Future<Void> claimed(SqlClient client, String vault, UUID claim, List<RegisteredItem> items, String policy) {
        String sql = """
                update items i
                set claim = 'Claimed', status = $3, policy = $4, machine = r.machine, name = r.name,
                    cloud_service = r."cloudService", subscription = r.subscription
                from jsonb_to_recordset($1::jsonb) as r (id uuid, machine uuid, name text, "cloudService" text, subscription text)
                where i.id = r.id and i.claim = 'Claiming' and i.claim_id = $2
                """;
        return client.preparedQuery(sql)
                .execute(Tuple.of(Sql.jsonArray(items), claim, ProtectionStatus.ConfiguringProtection.name(), policy))
                .map(rows -> {
                    if (rows.rowCount() != items.size()) {
                        throw new HoldfastException(
                                ErrorCode.ServiceUnavailable, "Claiming the items took too long; nothing was done");
                    }
                    return (Void) null;
                })
                .recover(t -> Future.failedFuture(
                        Database.violates(t, "items_policy_fkey") ? PolicyStore.notFound(vault, policy) : t));
    }

    /** Forgets items that registration-service refused as a whole: nothing is claimed. */
    Future<Void> forget(UUID claim) {
        return database.pool()
                .preparedQuery("delete from items where claim_id = $1 and claim = 'Claiming'")
                .execute(Tuple.of(claim))
                .mapEmpty();
    }

    /** Gives up items of which nobody knows whether they are claimed; the caller is to release those answered. */
    Future<List<Unsettled>> giveUp(UUID claim, Instant now) {
        String sql = """
                update items set claim = 'Releasing', claim_at = $2 where claim_id = $1 and claim = 'Claiming'
                returning id, vault
                """;
        return database.pool()
                .preparedQuery(sql)
                .execute(Tuple.of(claim, Sql.time(now)))
                .map(rows -> Sql.list(rows, ClaimStore::unsettled));
    }

    /** Hides a protected item whose data is gone, until its claim is given back. */
    Future<Void> releasing(SqlClient client, UUID item, Instant now) {
        String sql = """
                update items set claim = 'Releasing', claim_at = $2, policy = null where id = $1
                """;
        return client.preparedQuery(sql).execute(Tuple.of(item, Sql.time(now))).mapEmpty();
    }

    /**
     * Claims and releases that nobody finished since {@code stale}. They are the caller's to release until then again, so that no second
     * release can arrive after the item has been claimed anew.
     */
    Future<List<Unsettled>> unsettled(Instant stale, Instant now, int limit) {
        String sql = """
                update items set claim = 'Releasing', claim_at = $2
                where id in (
                    select id from items where claim <> 'Claimed' and claim_at < $1
                    order by claim_at limit $3 for update skip locked)
                returning id, vault
                """;
        return database.pool()
                .preparedQuery(sql)
                .execute(Tuple.of(Sql.time(stale), Sql.time(now), limit))
                .map(rows -> Sql.list(rows, ClaimStore::unsettled));
    }

    Future<Void> released(UUID item) {
        return database.pool()
                .preparedQuery("delete from items where id = $1 and claim = 'Releasing'")
                .execute(Tuple.of(item))
                .mapEmpty();
    }

    private static Unsettled unsettled(Row row) {
        return new Unsettled(row.getUUID("id"), row.getString("vault"));
    }
}
