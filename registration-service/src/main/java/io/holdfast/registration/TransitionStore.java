package io.holdfast.registration;

import io.holdfast.contracts.registration.RegisteredItem;
import io.holdfast.platform.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Moves items between statuses. Each move is one conditional update that names the job it belongs to, so a job that was given up or
 * repeated can't undo what came after it.
 */
final class TransitionStore {
    private final Database database;

    TransitionStore(Database database) {
        this.database = database;
    }

    /** An item between two statuses, and what its job needs. */
    record Transitional(RegisteredItem item, String requestedBy) {}

    /** {@code Registering → Registered}. */
    Future<Optional<RegisteredItem>> registered(UUID item, UUID job) {
        return move("""
                update item set status = 'Registered', active_job = null, changed_at = now(), version = version + 1
                where id = $1 and active_job = $2 and status = 'Registering'
                returning *
                """, Tuple.of(item, job));
    }

    /** {@code Registering} → without a job: from now on no worker can complete the registration. */
    Future<Optional<RegisteredItem>> abandon(UUID item, UUID job) {
        return move("""
                update item set active_job = null, changed_at = now(), version = version + 1
                where id = $1 and active_job = $2 and status = 'Registering'
                returning *
                """, Tuple.of(item, job));
    }

    /** As {@link #abandon(UUID, UUID)}, of all the items that are still {@code Registering}. */
    Future<List<RegisteredItem>> abandon(List<UUID> items) {
        return database.pool()
                .preparedQuery("""
                        update item set active_job = null, changed_at = now(), version = version + 1
                        where id = any($1::uuid[]) and status = 'Registering'
                        returning *
                        """)
                .execute(Tuple.of((Object) items.toArray(UUID[]::new)))
                .map(RegistrationStore::all);
    }

    /** Ends abandoned registrations, after their claims were given back. */
    Future<List<RegisteredItem>> forget(List<UUID> items) {
        return database.pool()
                .preparedQuery("""
                        delete from item where id = any($1::uuid[]) and active_job is null and status = 'Registering'
                        returning *
                        """)
                .execute(Tuple.of((Object) items.toArray(UUID[]::new)))
                .map(RegistrationStore::all);
    }

    /** {@code Registered → Unregistering}; nothing when the item is not exactly so: registered, not protected, of that version. */
    Future<Optional<RegisteredItem>> unregister(
            String vault, UUID item, @Nullable Long ifVersion, UUID job, String requestedBy) {
        return move("""
                update item set status = 'Unregistering', active_job = $4, requested_by = $5, changed_at = now(), version = version + 1
                where vault = $1 and id = $2 and status = 'Registered' and not protected and ($3::bigint is null or version = $3)
                returning *
                """, Tuple.of(vault, item, ifVersion, job, requestedBy));
    }

    /** {@code Unregistering → NotRegistered}, after the claim was given back. */
    Future<Optional<RegisteredItem>> unregistered(UUID item, UUID job) {
        return move("""
                delete from item where id = $1 and active_job = $2 and status = 'Unregistering'
                returning *
                """, Tuple.of(item, job));
    }

    /** {@code Unregistering → Registered}. */
    Future<Optional<RegisteredItem>> stay(UUID item, UUID job) {
        return move("""
                update item set status = 'Registered', active_job = null, changed_at = now(), version = version + 1
                where id = $1 and active_job = $2 and status = 'Unregistering'
                returning *
                """, Tuple.of(item, job));
    }

    /** Oldest first; those that changed within the last seconds are left to whoever is moving them. */
    Future<List<Transitional>> transitional(int limit) {
        return database.pool().preparedQuery("""
                        select * from item
                        where status <> 'Registered' and changed_at < now() - interval '3 seconds'
                        order by changed_at
                        limit $1
                        """).execute(Tuple.of(limit)).map(rows -> StreamSupport.stream(
                        rows.spliterator(), false)
                .map(row -> new Transitional(RegistrationStore.item(row), row.getString("requested_by")))
                .toList());
    }

    private Future<Optional<RegisteredItem>> move(String sql, Tuple values) {
        return database.pool().preparedQuery(sql).execute(values).map(rows -> StreamSupport.stream(
                        rows.spliterator(), false)
                .map(RegistrationStore::item)
                .findFirst());
    }
}
