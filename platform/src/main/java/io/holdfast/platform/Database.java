package io.holdfast.platform;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * One service's pool; unqualified names mean the service's own schema. Connects when first used, and again after the server was away;
 * meanwhile everything fails fast, which reaches callers over the bus as {@code ServiceUnavailable}.
 */
public final class Database {

    private static final Set<String> CONFLICTS = Set.of("40001", "40P01");
    private static final int MAX_ATTEMPTS = 5;

    private final Vertx vertx;
    private final Pool pool;

    Database(Vertx vertx, DatabaseConfig config, String service) {
        this.vertx = vertx;
        PgConnectOptions connect = new PgConnectOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setDatabase(config.database())
                .setUser(config.user())
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheSqlLimit(8192)
                .addProperty("application_name", "holdfast-" + service)
                .addProperty("search_path", service);
        if (config.password() != null) {
            connect.setPassword(config.password());
        }
        int acquireMillis = Math.toIntExact(config.acquireTimeout().toMillis());
        this.pool = PgBuilder.pool()
                .with(new PoolOptions()
                        .setMaxSize(config.maxConnections())
                        .setMaxWaitQueueSize(config.maxWaiting())
                        .setConnectionTimeout(acquireMillis)
                        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setMaxLifetime(Math.toIntExact(config.maxLifetime().toSeconds()))
                        .setMaxLifetimeUnit(TimeUnit.SECONDS))
                .with(new NetClientOptions().setConnectTimeout(acquireMillis))
                .connectingTo(connect)
                .using(vertx)
                .build();
    }

    public Pool pool() {
        return pool;
    }

    /**
     * Commits when the work's future succeeds, rolls back when it fails. On a serialization failure or a deadlock the whole work runs
     * again: it must touch nothing but its connection, and chain every query into the future it returns.
     */
    public <T> Future<T> transaction(Function<SqlConnection, Future<T>> work) {
        return transaction(work, 1);
    }

    private <T> Future<T> transaction(Function<SqlConnection, Future<T>> work, int attempt) {
        return pool.withTransaction(work).recover(t -> {
            if (attempt >= MAX_ATTEMPTS || !CONFLICTS.contains(sqlState(t))) {
                return Future.failedFuture(t);
            }
            long pause = ThreadLocalRandom.current().nextLong(5, 20L << attempt);
            return vertx.timer(pause).compose(x -> transaction(work, attempt + 1));
        });
    }

    /** Whether the failure is a violation of the unique key, foreign key or check of that name. */
    public static boolean violates(Throwable t, String constraint) {
        return t instanceof PgException pg && sqlState(pg).startsWith("23") && constraint.equals(pg.getConstraint());
    }

    /** Whether the text can be a value: not with a NUL or with half a surrogate pair, which JSON and addresses can name. */
    public static boolean canKeep(String text) {
        return text.codePoints()
                .noneMatch(
                        point -> point == 0 || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE));
    }

    /** Whether the failure says that the server could not be used, and nothing about the request. */
    static boolean isAway(Throwable t) {
        String state = sqlState(t);
        return t instanceof ClosedConnectionException
                || t instanceof IOException
                || t instanceof TimeoutException
                || t instanceof ConnectionPoolTooBusyException
                || isPoolTimeout(t)
                || state.startsWith("08")
                || state.startsWith("57P0")
                || state.equals("53300");
    }

    /** The pool says so in words only. */
    private static boolean isPoolTimeout(Throwable t) {
        return t instanceof VertxException && "Timeout waiting for connection".equals(t.getMessage());
    }

    private static String sqlState(Throwable t) {
        String state = t instanceof PgException pg ? pg.getSqlState() : null;
        return state == null ? "" : state;
    }

    Future<Void> ping() {
        return pool.query("select 1").execute().mapEmpty();
    }

    Future<Void> close() {
        return pool.close();
    }
}
