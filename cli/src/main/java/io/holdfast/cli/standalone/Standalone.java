package io.holdfast.cli.standalone;

import io.holdfast.alert.AlertMain;
import io.holdfast.backup.BackupMain;
import io.holdfast.cli.CliException;
import io.holdfast.cli.ExitCode;
import io.holdfast.discovery.DiscoveryMain;
import io.holdfast.gateway.GatewayMain;
import io.holdfast.job.JobMain;
import io.holdfast.platform.Host;
import io.holdfast.platform.Logging;
import io.holdfast.platform.ServiceDefinition;
import io.holdfast.protection.ProtectionMain;
import io.holdfast.registration.RegistrationMain;
import io.holdfast.scheduler.SchedulerMain;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every service in one JVM over an embedded PostgreSQL, all its state under one folder:
 * {@code postgres/}, {@code stores/} (recovery points), {@code restores/} (restored disks), {@code master.key}, {@code alert.key}, {@code admin.token}.
 */
public final class Standalone implements AutoCloseable {
    /** All services; the same verticles as in a cluster. */
    public static final List<ServiceDefinition> SERVICES = List.of(
            JobMain.SERVICE,
            DiscoveryMain.SERVICE,
            RegistrationMain.SERVICE,
            ProtectionMain.SERVICE,
            SchedulerMain.SERVICE,
            BackupMain.SERVICE,
            AlertMain.SERVICE,
            GatewayMain.SERVICE);

    /** Where the data is; asked when whatever it makes will be removed again. */
    @FunctionalInterface
    public interface Place {
        Path folder() throws IOException;
    }

    private static final Logger log = LoggerFactory.getLogger(Standalone.class);
    private static final long START_SECONDS = 120;
    private static final long STOP_SECONDS = 30;

    private final Path data;
    private final String host;
    private final int port;
    private final FolderLock lock;
    private final EmbeddedDatabase database;
    private final Vertx vertx;
    private final Host services;

    private Standalone(
            Path data, String host, int port, FolderLock lock, EmbeddedDatabase database, Vertx vertx, Host services) {
        this.data = data;
        this.host = host;
        this.port = port;
        this.lock = lock;
        this.database = database;
        this.vertx = vertx;
        this.services = services;
    }

    /** Starts the server and returns when it answers; blocks. Everything already started is stopped again when a part fails. */
    public static Standalone start(Path data, String host, int port) throws IOException {
        return start(data, host, port, Clock.systemUTC());
    }

    /** As {@link #start(Path, String, int)}, with the time that schedules and retention go by; the database has its own. */
    public static Standalone start(Path data, String host, int port, Clock clock) throws IOException {
        return start(data, host, port, clock, new JsonObject());
    }

    /** {@code settings}: sections of the configuration, without what follows from where the data is. */
    public static Standalone start(Path data, String host, int port, Clock clock, JsonObject settings)
            throws IOException {
        Logging.start();
        Files.createDirectories(data);
        var lock = FolderLock.take(data);
        try {
            return start(data, host, port, clock, settings, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** As {@link #start}; when the process is asked to end, in the middle of the start too, the server is closed and {@code afterwards} runs. */
    public static Standalone startUntilShutdown(
            Place data, String host, int port, JsonObject settings, Runnable afterwards) throws IOException {
        var starting = new CompletableFuture<Standalone>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                starting.thenAccept(Standalone::close).join();
            } catch (CompletionException e) {
                log.debug("Stopped without a server", e);
            }
            afterwards.run();
        }));
        try {
            var server = start(data.folder(), host, port, Clock.systemUTC(), settings);
            starting.complete(server);
            return server;
        } catch (IOException | RuntimeException | Error e) {
            starting.completeExceptionally(e);
            throw e;
        }
    }

    private static Standalone start(Path data, String host, int port, Clock clock, JsonObject settings, FolderLock lock)
            throws IOException {
        // first, because it refuses to be made in a process that is ending: then there is nothing else to stop
        var vertx = Vertx.vertx();
        EmbeddedDatabase database = null;
        try {
            database = EmbeddedDatabase.start(data.resolve("postgres"));
            var services = await(
                    Host.start(
                            vertx, settings.copy().mergeIn(config(data, host, port, database), true), clock, SERVICES),
                    START_SECONDS);
            return new Standalone(data, host, port, lock, database, vertx, services);
        } catch (IOException | RuntimeException e) {
            stop(vertx, database);
            if (e.getCause() instanceof BindException taken) {
                throw portTaken(host, port, taken);
            }
            throw e;
        }
    }

    private static void stop(Vertx vertx, @Nullable EmbeddedDatabase database) {
        try {
            await(vertx.close(), STOP_SECONDS);
        } finally {
            if (database != null) {
                database.close();
            }
        }
    }

    private static CliException portTaken(String host, int port, BindException e) {
        return new CliException(
                ExitCode.FAILED,
                "Cannot listen on " + host + " port " + port + ": " + e.getMessage()
                        + "\n  → Choose another address with --host and --port");
    }

    private static JsonObject config(Path data, String host, int port, EmbeddedDatabase database) {
        return new JsonObject()
                .put(
                        "database",
                        new JsonObject()
                                .put("url", database.url())
                                .put("user", database.user())
                                .put("password", database.password())
                                .put("maxConnections", 6))
                .put(
                        "backup",
                        new JsonObject()
                                .put("storeRoot", data.resolve("stores").toString())
                                .put("restoreFolder", data.resolve("restores").toString())
                                .put("masterKeyFile", data.resolve("master.key").toString())
                                .put("createMasterKey", true)
                                .put(
                                        "s3",
                                        new JsonObject()
                                                .put(
                                                        "spoolFolder",
                                                        data.resolve("spool").toString())))
                .put(
                        "alert",
                        new JsonObject()
                                .put("secretsKeyFile", data.resolve("alert.key").toString())
                                .put("createSecretsKey", true))
                .put(
                        "gateway",
                        new JsonObject()
                                .put("host", host)
                                .put("port", port)
                                .put(
                                        "adminTokenFile",
                                        data.resolve("admin.token").toString()));
    }

    public String url() {
        return "http://" + (host.equals("0.0.0.0") ? "127.0.0.1" : host) + ":" + port;
    }

    public String adminToken() throws IOException {
        return Files.readString(adminTokenFile()).strip();
    }

    public Path adminTokenFile() {
        return data.resolve("admin.token");
    }

    /** Stops the services in order, then the database. */
    @Override
    public void close() {
        try {
            await(services.stop(), STOP_SECONDS);
        } finally {
            stop(vertx, database);
            lock.close();
        }
    }

    private static <T> T await(Future<T> future, long seconds) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("not done within " + seconds + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
