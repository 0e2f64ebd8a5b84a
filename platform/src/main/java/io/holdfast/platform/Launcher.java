package io.holdfast.platform;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that runs one service in the cluster.
 */
public final class Launcher {

    private static final Logger log = LoggerFactory.getLogger(Launcher.class);

    /** Returns when the service runs; the process then lives until SIGTERM. Exits with 1 when it cannot start. */
    public static void run(ServiceDefinition service, String[] args) {
        try {
            String file = System.getenv("HOLDFAST_CONFIG");
            for (int i = 0; i + 1 < args.length; i++) {
                if (args[i].equals("--config")) {
                    file = args[i + 1];
                }
            }
            Vertx first = Vertx.vertx();
            JsonObject config = Config.load(
                            first, List.of(service), file, System.getenv(), strings(System.getProperties()))
                    .await();
            first.close().await();
            Vertx vertx = Vertx.builder()
                    .withClusterManager(new HazelcastClusterManager())
                    .buildClustered()
                    .await();
            Host host = Host.start(vertx, config, List.of(service)).await();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                host.stop().await();
                vertx.close().await();
            }));
        } catch (RuntimeException e) {
            log.error("{} cannot start", service.name(), e);
            System.exit(1);
        }
    }

    private static Map<String, String> strings(Properties properties) {
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, properties::getProperty));
    }

    private Launcher() {}
}
