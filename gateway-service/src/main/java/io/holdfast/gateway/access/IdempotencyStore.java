package io.holdfast.gateway.access;

import io.holdfast.platform.Database;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Which request was made with which key, and what was answered.
 */
public final class IdempotencyStore {

    /** How long an answer is kept. */
    static final Duration LIFE = Duration.ofHours(24);

    /** After this a request without an answer is taken for dead: its gateway was killed. Longer than any deadline. */
    private static final Duration DEAD = Duration.ofSeconds(60);

    /** {@code status} 0 while the request runs. */
    record Entry(
            Buffer requestHash,
            int status,
            JsonObject headers,
            @Nullable String body) {}

    private final Database database;

    public IdempotencyStore(Database database) {
        this.database = database;
    }

    /** True if the request is the caller's first with this key, or the first one left no answer, and may run now. */
    Future<Boolean> begin(String caller, String key, Buffer hash, Instant now) {
        return database.pool()
                .preparedQuery("""
                        insert into idempotency as i (caller, key, request_hash, started_at) values ($1, $2, $3, $4)
                        on conflict (caller, key) do update
                           set request_hash = excluded.request_hash, started_at = excluded.started_at,
                               status = null, headers = null, body = null
                         where i.started_at < $6
                            or (i.status is null and i.started_at < $5 and i.request_hash = excluded.request_hash)
                        """)
                .execute(Tuple.of(caller, key, hash, time(now), time(now.minus(DEAD)), time(now.minus(LIFE))))
                .map(result -> result.rowCount() == 1);
    }

    Future<@Nullable Entry> find(String caller, String key) {
        return database.pool()
                .preparedQuery("""
                        select request_hash, status, headers, body from idempotency where caller = $1 and key = $2
                        """)
                .execute(Tuple.of(caller, key))
                .map(rows -> rows.size() == 0 ? null : entry(rows.iterator().next()));
    }

    Future<Void> end(String caller, String key, int status, JsonObject headers, @Nullable String body) {
        return database.pool()
                .preparedQuery("""
                        update idempotency set status = $3, headers = $4, body = $5 where caller = $1 and key = $2
                        """)
                .execute(Tuple.of(caller, key, status, headers, body))
                .mapEmpty();
    }

    /** Forgets a request that may be tried again. */
    Future<Void> remove(String caller, String key) {
        return database.pool()
                .preparedQuery("delete from idempotency where caller = $1 and key = $2 and status is null")
                .execute(Tuple.of(caller, key))
                .mapEmpty();
    }

    public Future<Void> removeExpired(Instant now) {
        return database.pool()
                .preparedQuery("delete from idempotency where started_at < $1")
                .execute(Tuple.of(time(now.minus(LIFE))))
                .mapEmpty();
    }

    private static Entry entry(Row row) {
        Integer status = row.getInteger("status");
        JsonObject headers = row.getJsonObject("headers");
        return new Entry(
                row.getBuffer("request_hash"),
                status == null ? 0 : status,
                headers == null ? new JsonObject() : headers,
                row.getString("body"));
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
