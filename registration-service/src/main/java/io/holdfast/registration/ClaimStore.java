package io.holdfast.registration;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.registration.RegisteredItem;
import io.holdfast.contracts.registration.RegistrationStatus;
import io.holdfast.platform.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which items are protected: an item that is can't be unregistered. */
final class ClaimStore {
    private final Database database;

    ClaimStore(Database database) {
        this.database = database;
    }

    /**
     * Marks all the items as protected, or fails naming each that can't be. Rows are locked in the order of their ids, so that two
     * claims of the same items wait for each other and never deadlock.
     */
    Future<List<RegisteredItem>> claim(String vault, List<UUID> items) {
        return database.transaction(connection -> find(connection, items, "for update")
                .map(found -> free(vault, items, found))
                .compose(free -> mark(connection, items)));
    }

    /** Answers or fails as {@link #claim} would at this moment. */
    Future<List<RegisteredItem>> check(String vault, List<UUID> items) {
        return find(database.pool(), items, "").map(found -> free(vault, items, found));
    }

    Future<Void> release(String vault, UUID item) {
        return database.pool().preparedQuery("""
                        update item set protected = false, version = version + 1
                        where id = $1 and vault = $2 and protected
                        """).execute(Tuple.of(item, vault)).mapEmpty();
    }

    private static Future<Map<UUID, RegisteredItem>> find(SqlClient connection, List<UUID> items, String lock) {
        return connection
                .preparedQuery("select * from item where id = any($1::uuid[]) order by id " + lock)
                .execute(Tuple.of((Object) items.toArray(UUID[]::new)))
                .map(rows -> byId(RegistrationStore.all(rows)));
    }

    /** The items in the order they were asked for, or the refusal of all that are bad. */
    private static List<RegisteredItem> free(String vault, List<UUID> items, Map<UUID, RegisteredItem> found) {
        var refusals = refusals(vault, items, found);
        if (!refusals.isEmpty()) {
            throw HoldfastException.refusal(refusals);
        }
        return items.stream()
                .map(item -> Objects.requireNonNull(found.get(item)))
                .toList();
    }

    private static List<FieldError> refusals(String vault, List<UUID> items, Map<UUID, RegisteredItem> found) {
        var refusals = new ArrayList<FieldError>();
        for (int i = 0; i < items.size(); i++) {
            var code = refusal(vault, found.get(items.get(i)));
            if (code != null) {
                refusals.add(new FieldError("/itemIds/" + i, code.name(), message(code, items.get(i), found)));
            }
        }
        return refusals;
    }

    private static @Nullable ErrorCode refusal(String vault, @Nullable RegisteredItem item) {
        if (item == null || !item.vault().equals(vault)) {
            return ErrorCode.ItemNotFound;
        }
        return item.status() == RegistrationStatus.Registered ? null : ErrorCode.ItemNotRegistered;
    }

    private static String message(ErrorCode code, UUID id, Map<UUID, RegisteredItem> found) {
        var item = found.get(id);
        return code == ErrorCode.ItemNotRegistered && item != null
                ? "%s in %s is %s, not Registered.".formatted(item.name(), item.cloudService(), item.status())
                : "The vault has no item %s.".formatted(id);
    }

    private static Future<List<RegisteredItem>> mark(SqlConnection connection, List<UUID> items) {
        return connection
                .preparedQuery("""
                        update item set protected = true, version = version + case when protected then 0 else 1 end
                        where id = any($1::uuid[])
                        returning *
                        """)
                .execute(Tuple.of((Object) items.toArray(UUID[]::new)))
                .map(rows -> byId(RegistrationStore.all(rows)))
                .map(marked -> items.stream().map(marked::get).toList());
    }

    private static Map<UUID, RegisteredItem> byId(List<RegisteredItem> items) {
        return items.stream().collect(Collectors.toMap(RegisteredItem::id, Function.identity()));
    }
}
