package io.holdfast.platform;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Some services in one Vert.x: one in a clustered process, all of them standalone, a few in a test. They meet on the bus either way.
 */
public final class Host {

    private static final Logger log = LoggerFactory.getLogger(Host.class);

    private final List<RunningService> services = new ArrayList<>();

    private Host() {}

    /**
     * Migrates the schemas, then starts the services in this order. The configuration needs only what differs from the defaults. A
     * failure stops what had been started; Vert.x stays the caller's.
     */
    public static Future<Host> start(Vertx vertx, JsonObject config, List<ServiceDefinition> services) {
        return start(vertx, config, Clock.systemUTC(), services);
    }

    /** As the shorter form, with a clock of the caller's, for tests. */
    public static Future<Host> start(Vertx vertx, JsonObject config, Clock clock, List<ServiceDefinition> services) {
        Host host = new Host();
        return Config.withDefaults(vertx, config, services)
                .compose(all -> host.startAll(vertx, all, clock, services))
                .map(host)
                .recover(t -> host.stop().transform(stopped -> Future.failedFuture(t)));
    }

    private Future<Void> startAll(Vertx vertx, JsonObject config, Clock clock, List<ServiceDefinition> definitions) {
        for (ServiceDefinition definition : definitions) {
            services.add(new RunningService(definition, vertx, config, clock));
        }
        // in parallel: the schemas have nothing to do with each other
        return Future.join(services.stream().map(RunningService::migrate).toList())
                .compose(migrated -> startFrom(0));
    }

    private Future<Void> startFrom(int index) {
        return index == services.size()
                ? Future.succeededFuture()
                : services.get(index).start().compose(x -> startFrom(index + 1));
    }

    /** Stops the services, the last first: each finishes or gives back its work, then leaves the bus and the database. */
    public Future<Void> stop() {
        services.forEach(service -> service.health().stop());
        return stopFrom(services.size() - 1);
    }

    private Future<Void> stopFrom(int index) {
        if (index < 0) {
            return Future.succeededFuture();
        }
        RunningService service = services.get(index);
        return service.stop()
                .onFailure(t -> log.warn("Service {} did not stop cleanly", service.name(), t))
                .transform(stopped -> stopFrom(index - 1));
    }
}
