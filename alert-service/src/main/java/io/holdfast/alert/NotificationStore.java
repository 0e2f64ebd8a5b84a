package io.holdfast.alert;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.alert.AlertSeverity;
import io.holdfast.contracts.alert.NotificationMode;
import io.holdfast.platform.Database;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of which vault's alerts.
 */
final class NotificationStore {

    /** {@code webhooks}: their addresses, each with its sealed secret. */
    record Settings(
            NotificationMode mode,
            List<AlertSeverity> severities,
            List<String> recipients,
            Map<String, String> webhooks,
            long version) {
        static final Settings NONE =
                new Settings(NotificationMode.AtOnce, List.of(AlertSeverity.values()), List.of(), Map.of(), 0);

        boolean tellsNobody() {
            return recipients.isEmpty() && webhooks.isEmpty();
        }
    }

    private final Database database;

    NotificationStore(Database database) {
        this.database = database;
    }

    Future<Settings> get(String vault) {
        return get(database.pool(), vault, "");
    }

    /** {@code lock}: nothing or {@code for update}. */
    Future<Settings> get(SqlClient client, String vault, String lock) {
        return client.preparedQuery("select * from notifications where vault = $1 " + lock)
                .execute(Tuple.of(vault))
                .map(rows -> {
                    Settings found = Sql.first(rows, NotificationStore::settings);
                    return found == null ? Settings.NONE : found;
                });
    }

    /** {@code change} is told what there is; the version is counted here. */
    Future<Settings> change(String vault, @Nullable Long ifVersion, Instant now, Function<Settings, Settings> change) {
        String sql = """
                insert into notifications (vault, mode, severities, recipients, webhooks, changed_at)
                values ($1, $2, $3, $4, $5, $6)
                on conflict (vault) do update
                set mode = excluded.mode, severities = excluded.severities, recipients = excluded.recipients, webhooks = excluded.webhooks,
                    changed_at = excluded.changed_at, version = notifications.version + 1
                returning *
                """;
        return database.transaction(client -> get(client, vault, "for update").compose(before -> {
            if (ifVersion != null && ifVersion != before.version()) {
                throw new HoldfastException(
                        ErrorCode.VersionMismatch,
                        "The notifications of " + vault + " are at version " + before.version() + ", not " + ifVersion);
            }
            Settings after = change.apply(before);
            return client.preparedQuery(sql)
                    .execute(Tuple.of(
                            vault,
                            after.mode().name(),
                            Sql.array(after.severities()),
                            Sql.array(after.recipients()),
                            webhooks(after.webhooks()),
                            Sql.time(now)))
                    .map(rows -> settings(rows.iterator().next()));
        }));
    }

    Future<Void> forget(List<String> vaults, Instant asOf) {
        return database.pool()
                .preparedQuery("delete from notifications where vault <> all($1::text[]) and changed_at < $2")
                .execute(Tuple.of(vaults.toArray(new String[0]), Sql.time(asOf)))
                .mapEmpty();
    }

    private static JsonArray webhooks(Map<String, String> webhooks) {
        JsonArray array = new JsonArray();
        webhooks.forEach(
                (url, secret) -> array.add(new JsonObject().put("url", url).put("secret", secret)));
        return array;
    }

    private static Settings settings(Row row) {
        Map<String, String> webhooks = new LinkedHashMap<>();
        row.getJsonArray("webhooks")
                .forEach(it -> webhooks.put(((JsonObject) it).getString("url"), ((JsonObject) it).getString("secret")));
        return new Settings(
                NotificationMode.valueOf(row.getString("mode")),
                row.getJsonArray("severities").stream()
                        .map(name -> AlertSeverity.valueOf(name.toString()))
                        .toList(),
                row.getJsonArray("recipients").stream().map(Object::toString).toList(),
                webhooks,
                row.getLong("version"));
    }
}
