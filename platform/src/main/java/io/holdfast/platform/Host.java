package io.holdfast.platform;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Some services in one Vert.x: one in a clustered process, all of them standalone, a few in a test. They meet on the bus either way.
 */
public final class Host {

    private static final Logger log = LoggerFactory.getLogger(Host.class);

    private final HealthChecks checks;
    private final List<RunningService> services = new ArrayList<>();

    private Host(Vertx vertx) {
        this.checks = HealthChecks.create(vertx);
    }

    /**
     * Migrates the schemas, then starts the services in this order. The configuration needs only what differs from the defaults. A
     * failure stops what had been started; Vert.x stays the caller's.
     */
    public static Future<Host> start(Vertx vertx, JsonObject config, List<ServiceDefinition> services) {
        return start(vertx, config, Clock.systemUTC(), services);
    }

    /** As the shorter form, with a clock of the caller's, for tests. */
    public static Future<Host> start(Vertx vertx, JsonObject config, Clock clock, List<ServiceDefinition> services) {
        return Config.withDefaults(vertx, config, services)
                // in parallel: the schemas have nothing to do with each other
                .compose(all -> Future.join(services.stream()
                                .map(service -> migrate(vertx, all, service))
                                .toList())
                        .compose(migrated -> startMigrated(vertx, all, clock, services)));
    }

    private static Future<Void> migrate(Vertx vertx, JsonObject config, ServiceDefinition service) {
        return vertx.executeBlocking(
                () -> {
                    Migrations.run(config, service);
                    return null;
                },
                false);
    }

    /** With a complete configuration, over schemas that are as the services expect them. */
    static Future<Host> startMigrated(
            Vertx vertx, JsonObject config, Clock clock, List<ServiceDefinition> definitions) {
        Host host = new Host(vertx);
        for (ServiceDefinition definition : definitions) {
            Health health = new Health(host.checks, definition.name());
            host.services.add(new RunningService(definition, vertx, config, clock, health));
        }
        return host.startFrom(0).map(host).recover(t -> host.stop().transform(stopped -> Future.failedFuture(t)));
    }

    private Future<Void> startFrom(int index) {
        return index == services.size()
                ? Future.succeededFuture()
                : services.get(index).start().compose(x -> startFrom(index + 1));
    }

    /** Whether every service can do its work, condition by condition. */
    public Future<CheckResult> ready() {
        return checks.checkStatus();
    }

    HealthChecks checks() {
        return checks;
    }

    /**
     * Stops everything: workers end or give back their jobs while all services still answer; then endpoints are taken back, then verticles
     * end, then databases are left. Never fails: what could not be stopped in order is logged.
     */
    public Future<Void> stop() {
        return each(service -> service.health().stop())
                .compose(x -> each(RunningService::withdraw))
                .compose(x -> each(RunningService::end));
    }

    private Future<Void> each(Function<RunningService, Future<Void>> step) {
        return Future.join(services.stream()
                        .map(service -> step.apply(service)
                                .onFailure(t -> log.warn("Service {} did not stop cleanly", service.name(), t))
                                .otherwiseEmpty())
                        .toList())
                .mapEmpty();
    }
}
