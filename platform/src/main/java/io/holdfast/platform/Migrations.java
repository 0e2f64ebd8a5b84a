package io.holdfast.platform;

import io.vertx.core.json.JsonObject;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a service's schema to the version its code expects. Blocks; safe when replicas start together.
 */
final class Migrations {

    private static final Logger log = LoggerFactory.getLogger(Migrations.class);

    private static final int CONNECT_RETRIES = 10;

    static void run(JsonObject all, ServiceDefinition definition) {
        String service = definition.name();
        DatabaseConfig config = DatabaseConfig.of(all, service);
        String folder = "db/" + service;
        if (Migrations.class.getClassLoader().getResource(folder) == null) {
            return;
        }
        int applied = Flyway.configure()
                .dataSource(config.jdbcUrl(), config.user(), config.password())
                .connectRetries(CONNECT_RETRIES)
                .connectRetriesInterval(3)
                .defaultSchema(service)
                .createSchemas(true)
                .locations("classpath:" + folder)
                .load()
                .migrate()
                .migrationsExecuted;
        if (applied > 0) {
            log.info("Schema {}: {} migrations applied", service, applied);
        }
    }

    private Migrations() {}
}
