package io.holdfast.platform;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.ClusterHealthCheck;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that runs one service in the cluster.
 *
 * <p>Start: configuration, migration, cluster, service, health and metrics. Stop, on SIGTERM: not ready any more, jobs ended or given back,
 * endpoints taken back, a moment for the others to notice, database and cluster left.
 */
public final class Launcher {

    private static final Logger log = LoggerFactory.getLogger(Launcher.class);

    private static final long CLUSTER_CHECK_MILLIS = 3_000;
    /** For how long other members' views may still name this one. */
    private static final long FAREWELL_MILLIS = 500;

    private static final long STOP_SECONDS = 20;

    /**
     * Returns when the service runs; the process then lives until it is told to end. Ends it with status 1 when the service cannot start.
     *
     * @param args {@code --config FILE}; otherwise the environment's {@code HOLDFAST_CONFIG} names the file, if there is one
     */
    public static void run(ServiceDefinition service, String[] args) {
        run(service, Clock.systemUTC(), args);
    }

    /** As the shorter form, with a clock of the caller's, for tests. */
    public static void run(ServiceDefinition service, Clock clock, String[] args) {
        Logging.start();
        try {
            start(service, clock, configFile(args));
        } catch (ConfigException e) {
            log.error("{} cannot start: {}", service.name(), e.getMessage());
            System.exit(1);
        } catch (RuntimeException e) {
            log.error("{} cannot start", service.name(), e);
            System.exit(1);
        }
    }

    private static @Nullable String configFile(String[] args) {
        if (args.length == 0) {
            return System.getenv("HOLDFAST_CONFIG");
        }
        if (args.length == 2 && args[0].equals("--config")) {
            return args[1];
        }
        throw new ConfigException("arguments", "only --config FILE is understood");
    }

    private static void start(ServiceDefinition service, Clock clock, @Nullable String configFile) {
        List<ServiceDefinition> services = List.of(service);
        JsonObject config = configuration(services, configFile);
        Migrations.run(config, service);
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Metrics.addRegistry(metrics);
        Telemetry telemetry = Telemetry.of(TelemetryConfig.of(config), service.name());
        Vertx vertx = Cluster.join(ClusterConfig.of(config), metrics, telemetry).await();
        Host host = Host.startMigrated(vertx, config, clock, services).await();
        host.checks().register("cluster", CLUSTER_CHECK_MILLIS, ClusterHealthCheck.createProcedure(vertx));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(service, host, vertx, telemetry), "shutdown"));
        int port = Management.serve(vertx, ManagementConfig.of(config), host, metrics)
                .await()
                .actualPort();
        log.info("{} runs; health and metrics on port {}", service.name(), port);
    }

    private static JsonObject configuration(List<ServiceDefinition> services, @Nullable String file) {
        Vertx vertx = Vertx.vertx();
        try {
            return Config.load(vertx, services, file, System.getenv(), strings(System.getProperties()))
                    .await();
        } finally {
            vertx.close().await();
        }
    }

    private static Map<String, String> strings(Properties properties) {
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, properties::getProperty));
    }

    private static void stop(ServiceDefinition service, Host host, Vertx vertx, Telemetry telemetry) {
        log.info("{} stops", service.name());
        try {
            host.stop()
                    .compose(x -> vertx.timer(FAREWELL_MILLIS))
                    .transform(x -> vertx.close())
                    .await(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            log.warn("{} did not stop in order", service.name(), e);
        }
        telemetry.close();
    }

    private Launcher() {}
}
