package io.holdfast.cli.standalone;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;

/**
 * PostgreSQL as a child process over a folder that outlives it. Listens on loopback only, on a port of its own choice, and wants the
 * password that lies beside its folder: other users of the machine reach the port too.
 */
final class EmbeddedDatabase implements AutoCloseable {
    private static final String ACCESS = """
            host all all 127.0.0.1/32 scram-sha-256
            host all all ::1/128 scram-sha-256
            """;
    private static final int PASSWORD_BYTES = 24;

    // after much was written a checkpoint takes its time; what is not in it is replayed at the next start
    private static final Duration STOP = Duration.ofSeconds(60);

    private final Path folder;
    private final EmbeddedPostgres postgres;
    private final String password;

    private EmbeddedDatabase(Path folder, EmbeddedPostgres postgres, String password) {
        this.folder = folder;
        this.postgres = postgres;
        this.password = password;
    }

    /** The caller holds the folder for itself: a server that still runs on it is one nobody uses any more. */
    static EmbeddedDatabase start(Path folder) throws IOException {
        Files.createDirectories(folder);
        Postmaster.of(folder).ifPresent(Postmaster::endOrphan);
        var password = password(beside(folder, ".password"));
        var postgres = start(folder, password);
        try {
            requirePassword(postgres, folder.resolve("pg_hba.conf"), password);
        } catch (SQLException e) {
            postgres.close();
            throw new IOException("the embedded database did not take its password", e);
        }
        return new EmbeddedDatabase(folder, postgres, password);
    }

    private static EmbeddedPostgres start(Path folder, String password) throws IOException {
        var builder = EmbeddedPostgres.builder()
                .setDataDirectory(folder)
                .setOverrideWorkingDirectory(programs(folder).toFile())
                .setCleanDataDirectory(false)
                // it would end the database under services that are stopping
                .setRegisterShutdownHook(false)
                .setPGStartupWait(Duration.ofSeconds(60))
                .setConnectConfig("password", password)
                // the library's own choice is for tests: no transaction would survive a power cut
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "100")
                .setServerConfig("shared_buffers", "128MB");
        try {
            return builder.start();
        } catch (IOException | RuntimeException e) {
            // it may run already: when waiting for it was interrupted, say
            Postmaster.of(folder).ifPresent(Postmaster::end);
            throw e;
        }
    }

    /** The library's choice is a folder in /tmp, and it lets everybody write where it unpacks: hence a folder around that. */
    private static Path programs(Path folder) throws IOException {
        var own = beside(folder, ".programs");
        Files.createDirectories(own);
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwx------"));
        return own.resolve("unpacked");
    }

    private static Path beside(Path folder, String ending) {
        return folder.resolveSibling(folder.getFileName() + ending);
    }

    private static String password(Path file) throws IOException {
        if (!Files.exists(file)) {
            var bytes = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(bytes);
            var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            var fresh = Files.createTempFile(file.toAbsolutePath().getParent(), "password", null, ownerOnly);
            Files.writeString(fresh, HexFormat.of().formatHex(bytes));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return Files.readString(file).strip();
    }

    /** A new cluster trusts whoever connects. Ours is recognised by its access file, which is written after the password is set. */
    private static void requirePassword(EmbeddedPostgres postgres, Path access, String password)
            throws SQLException, IOException {
        if (Files.readString(access).equals(ACCESS)) {
            return;
        }
        try (var connection = postgres.getPostgresDatabase(Map.of("password", password))
                        .getConnection();
                var statement = connection.createStatement()) {
            statement.execute("alter role postgres password '" + password + "'");
            Files.writeString(access, ACCESS);
            statement.execute("select pg_reload_conf()");
        }
    }

    String password() {
        return password;
    }

    String url() {
        return "postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
    }

    String user() {
        return "postgres";
    }

    /** Returns when the process has ended: its folder may be deleted, or used by another. */
    @Override
    public void close() {
        try {
            var postmaster = Postmaster.of(folder);
            // a fast shutdown; the library waits 5 s for it
            postgres.close();
            postmaster.filter(server -> !server.ended(STOP)).ifPresent(Postmaster::kill);
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded database did not stop", e);
        }
    }
}
