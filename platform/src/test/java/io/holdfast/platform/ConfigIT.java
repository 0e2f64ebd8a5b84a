package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.testing.ServiceHarness;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class ConfigIT {

    @TempDir
    private Path folder;

    private JsonObject load(Vertx vertx, String file, Map<String, String> environment, Map<String, String> properties)
            throws IOException {
        String path = file == null
                ? null
                : Files.writeString(folder.resolve("holdfast.yaml"), file).toString();
        return ServiceHarness.await(Config.load(vertx, List.of(), path, environment, properties));
    }

    @Test
    void theDefaultsAreThese(Vertx vertx) throws IOException {
        JsonObject config = load(vertx, null, Map.of(), Map.of());

        assertThat(DatabaseConfig.of(config, "job"))
                .isEqualTo(new DatabaseConfig(
                        "postgresql://localhost:5432/holdfast",
                        "holdfast",
                        null,
                        null,
                        8,
                        512,
                        Duration.ofSeconds(4),
                        Duration.ofMinutes(30)));
        assertThat(ClusterConfig.of(config))
                .isEqualTo(new ClusterConfig(
                        "holdfast", ClusterConfig.Join.members, List.of("127.0.0.1"), "127.0.0.1", "cluster", 5701));
        assertThat(ManagementConfig.of(config)).isEqualTo(new ManagementConfig("0.0.0.0", 8081));
    }

    @Test
    void aFileOverridesDefaultsTheEnvironmentTheFileAndPropertiesEverything(Vertx vertx) throws IOException {
        JsonObject config = load(
                vertx,
                "database: {user: file, url: 'postgresql://file/db', maxConnections: 3}",
                Map.of("HOLDFAST_DATABASE_URL", "postgresql://env/db", "HOLDFAST_DATABASE_MAX_CONNECTIONS", "4"),
                Map.of("holdfast.database.maxConnections", "5"));

        DatabaseConfig database = DatabaseConfig.of(config, "job");

        assertThat(database.user()).isEqualTo("file");
        assertThat(database.host()).isEqualTo("env");
        assertThat(database.maxConnections()).isEqualTo(5);
        assertThat(database.maxWaiting()).isEqualTo(512);
    }

    @Test
    void aServiceMayHaveADatabaseOfItsOwn(Vertx vertx) throws IOException {
        JsonObject config = load(vertx, "job: {database: {url: 'postgresql://own/db'}}", Map.of(), Map.of());

        assertThat(DatabaseConfig.of(config, "job").host()).isEqualTo("own");
        assertThat(DatabaseConfig.of(config, "backup").host()).isEqualTo("localhost");
    }

    @Test
    void aSecretComesFromItsFileAndIsNeverShown(Vertx vertx) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "s3cret\n");
        JsonObject config = load(vertx, null, Map.of("HOLDFAST_DATABASE_PASSWORD_FILE", secret.toString()), Map.of());

        DatabaseConfig database = DatabaseConfig.of(config, "job");

        assertThat(database.password()).isEqualTo("s3cret");
        assertThat(database.toString()).doesNotContain("s3cret");
    }

    @Test
    void whatIsWrongIsNamedByItsPath(Vertx vertx) {
        assertThatThrownBy(() -> load(vertx, "databse: {url: x}", Map.of(), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("databse: no such setting");
        assertThatThrownBy(() -> DatabaseConfig.of(load(vertx, "database: {ulr: x}", Map.of(), Map.of()), "job"))
                .hasMessage("database.ulr: no such setting");
        assertThatThrownBy(() -> DatabaseConfig.of(load(vertx, "database: {url: x}", Map.of(), Map.of()), "job"))
                .hasMessage("database.url: must look like postgresql://host:port/database");
        assertThatThrownBy(() ->
                        DatabaseConfig.of(load(vertx, "database: {acquireTimeout: 4s}", Map.of(), Map.of()), "job"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("database.acquireTimeout: ");
        assertThatThrownBy(() -> ClusterConfig.of(load(vertx, "cluster: {join: magic}", Map.of(), Map.of())))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("cluster.join: ");
    }
}
