package io.holdfast.gateway.access;

import io.holdfast.platform.Database;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Hashes of tokens, sessions and tickets, and whom they stand for.
 */
public final class CredentialStore {

    enum Kind {
        Admin,
        Session,
        Ticket
    }

    private final Database database;

    public CredentialStore(Database database) {
        this.database = database;
    }

    Future<Void> add(String secret, Kind kind, String name, Instant now, Instant expiresAt) {
        return database.pool()
                .preparedQuery("""
                        insert into credential (hash, kind, name, created_at, expires_at) values ($1, $2, $3, $4, $5)
                        """)
                .execute(Tuple.of(hash(secret), kind.name(), name, time(now), time(expiresAt)))
                .mapEmpty();
    }

    /** Makes the secret the administrator's, unless there is one already; true if it was made so. */
    Future<Boolean> addAdmin(String secret, Instant now) {
        return database.pool()
                .preparedQuery("""
                        insert into credential (hash, kind, name, created_at) values ($1, 'Admin', 'admin', $2)
                        on conflict do nothing
                        """)
                .execute(Tuple.of(hash(secret), time(now)))
                .map(result -> result.rowCount() == 1);
    }

    /** Makes the secret the administrator's in place of the one there was, whose sessions and tickets end. */
    Future<Void> replaceAdmin(String secret, Instant now) {
        return database.transaction(connection -> connection
                        .preparedQuery("delete from credential where name = 'admin'")
                        .execute()
                        .compose(deleted -> connection.preparedQuery("""
                                insert into credential (hash, kind, name, created_at)
                                values ($1, 'Admin', 'admin', $2) on conflict do nothing
                                """).execute(Tuple.of(hash(secret), time(now)))))
                .mapEmpty();
    }

    /** The name a token or session stands for. */
    Future<Optional<String>> find(String secret, Instant now) {
        return database.pool()
                .preparedQuery("""
                        select name from credential
                         where hash = $1 and kind <> 'Ticket' and (expires_at is null or expires_at > $2)
                        """)
                .execute(Tuple.of(hash(secret), time(now)))
                .map(CredentialStore::name);
    }

    /** The name a ticket stands for; the ticket is used up. */
    Future<Optional<String>> takeTicket(String secret, Instant now) {
        return database.pool()
                .preparedQuery("""
                        delete from credential where hash = $1 and kind = 'Ticket' and expires_at > $2 returning name
                        """)
                .execute(Tuple.of(hash(secret), time(now)))
                .map(CredentialStore::name);
    }

    Future<Void> remove(String secret) {
        return database.pool()
                .preparedQuery("delete from credential where hash = $1 and kind = 'Session'")
                .execute(Tuple.of(hash(secret)))
                .mapEmpty();
    }

    public Future<Void> removeExpired(Instant now) {
        return database.pool()
                .preparedQuery("delete from credential where expires_at <= $1")
                .execute(Tuple.of(time(now)))
                .mapEmpty();
    }

    private static Optional<String> name(RowSet<Row> rows) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(rows.iterator().next().getString("name"));
    }

    private static Buffer hash(String secret) {
        return Buffer.buffer(Secrets.hash(secret));
    }

    private static Object time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
