package io.holdfast.cli.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseIT {
    @TempDir
    Path folder;

    @Test
    void nobody_gets_in_without_the_password_and_a_restart_keeps_it_and_the_data() throws IOException, SQLException {
        String password;
        try (var database = EmbeddedDatabase.start(folder.resolve("postgres"))) {
            password = database.password();
            execute(database, "create table kept (n int)");
            assertThatThrownBy(() -> DriverManager.getConnection("jdbc:" + database.url(), "postgres", "guess"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("postgres.password"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("postgres.programs"))))
                .isEqualTo("rwx------");
        try (var database = EmbeddedDatabase.start(folder.resolve("postgres"))) {
            assertThat(database.password()).isEqualTo(password);
            execute(database, "select n from kept");
        }
    }

    private static void execute(EmbeddedDatabase database, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:" + database.url(), "postgres", database.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
