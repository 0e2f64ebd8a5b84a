package io.holdfast.platform.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Injects a {@link TestDatabase}, one per test class, dropped with it. One embedded server serves the whole JVM;
 * {@code HOLDFAST_TEST_DB_URL=postgresql://user:password@host:port/database} (of a superuser) names another to use.
 */
public final class PostgresExtension implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(PostgresExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestDatabase.class;
    }

    @Override
    public TestDatabase resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ExtensionContext testClass = context;
        while (testClass.getParent().isPresent()
                && testClass.getParent().get().getTestClass().isPresent()) {
            testClass = testClass.getParent().get();
        }
        return testClass
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(ClassDatabase.class, x -> new ClassDatabase(), ClassDatabase.class)
                .database;
    }

    private static final class ClassDatabase implements AutoCloseable {

        private final TestDatabase database = create();

        @Override
        public void close() {
            execute("drop database if exists \"" + database.name() + "\" with (force)");
        }
    }

    /** A fresh, empty database, for tests that need several; nobody drops it before the server's end. */
    public static TestDatabase create() {
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        execute("create database \"" + name + "\"");
        TestDatabase server = server();
        URI uri = URI.create(server.url());
        return new TestDatabase(
                "postgresql://" + uri.getHost() + ":" + uri.getPort() + "/" + name, server.user(), server.password());
    }

    private static TestDatabase server() {
        return Server.INSTANCE;
    }

    private static void execute(String sql) {
        TestDatabase server = server();
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Started when the first test asks; the library stops it at the end of the JVM. */
    private static final class Server {

        private static final TestDatabase INSTANCE = start();

        private static TestDatabase start() {
            String url = System.getenv("HOLDFAST_TEST_DB_URL");
            if (url != null) {
                URI uri = URI.create(url);
                String[] user = uri.getUserInfo().split(":", 2);
                int port = uri.getPort() < 0 ? 5432 : uri.getPort();
                return new TestDatabase(
                        "postgresql://" + uri.getHost() + ":" + port + uri.getPath(),
                        user[0],
                        user.length > 1 ? user[1] : "");
            }
            try {
                int port = EmbeddedPostgres.builder()
                        .setPGStartupWait(Duration.ofSeconds(60))
                        .setServerConfig("fsync", "off")
                        .setServerConfig("max_connections", "200")
                        .start()
                        .getPort();
                return new TestDatabase("postgresql://localhost:" + port + "/postgres", "postgres", "postgres");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
