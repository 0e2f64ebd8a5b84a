package io.holdfast.platform.testing;

import io.holdfast.platform.Bus;
import io.holdfast.platform.Host;
import io.holdfast.platform.ServiceDefinition;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Real services on a local Vert.x over a real database. What they call in services that are not started here is faked with
 * {@code harness.bus().serve(…)}. Messages cross the bus as JSON, as between processes. Blocks: for test threads.
 */
public final class ServiceHarness implements AutoCloseable {

    private static final long WAIT_SECONDS = 60;

    private final Bus bus;
    private final Host host;

    private ServiceHarness(Bus bus, Host host) {
        this.bus = bus;
        this.host = host;
    }

    public static ServiceHarness start(Vertx vertx, TestDatabase database, ServiceDefinition... services) {
        return start(vertx, database, new JsonObject(), Clock.systemUTC(), services);
    }

    /** @param config what differs from the defaults, for example {@code {"backup": {"concurrency": 1}}} */
    public static ServiceHarness start(
            Vertx vertx, TestDatabase database, JsonObject config, Clock clock, ServiceDefinition... services) {
        Bus bus = bus(vertx);
        JsonObject all = database.config().mergeIn(config, true);
        return new ServiceHarness(bus, await(Host.start(vertx, all, clock, List.of(services))));
    }

    /** A bus for fakes that must be there before the services start. */
    public static Bus bus(Vertx vertx) {
        Bus.alwaysJson(vertx);
        return new Bus(vertx, "test");
    }

    /** For calling the services, and for serving what they call. */
    public Bus bus() {
        return bus;
    }

    /** The future's value; throws what it failed with, as it is. */
    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw ServiceHarness.<RuntimeException>unchecked(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException("no end within " + WAIT_SECONDS + " s", e);
        }
    }

    /** Lets a checked exception pass where none is declared. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E unchecked(Throwable t) throws E {
        throw (E) t;
    }

    @Override
    public void close() {
        await(host.stop());
        await(bus.close());
    }
}
