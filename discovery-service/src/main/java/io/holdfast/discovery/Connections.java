package io.holdfast.discovery;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.FabricKind;
import io.holdfast.contracts.discovery.Subscription;
import io.holdfast.fabric.Fabric;
import io.holdfast.fabric.FabricEnvironment;
import io.holdfast.fabric.Fabrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Calls to fabrics, on threads of their own. Each opens its connection and closes it: nothing is kept that a change of the subscription
 * could make stale.
 */
final class Connections {
    private final WorkerExecutor threads;
    private final Fabrics fabrics;

    Connections(Vertx vertx, int threads, FabricEnvironment environment) {
        this.threads = vertx.createSharedWorkerExecutor("discovery-fabric", threads, 1, TimeUnit.HOURS);
        this.fabrics = new Fabrics(environment);
    }

    /** Fails with {@code InvalidFabricSettings}, naming each bad field. */
    Future<Void> validate(FabricKind kind, Map<String, Object> settings) {
        return threads.executeBlocking(
                () -> {
                    fabrics.validate(kind, settings);
                    return null;
                },
                false);
    }

    /** Fails with {@code FabricUnavailable} when the deadline passes or the call is interrupted; its thread is interrupted then. */
    <T> Future<T> call(Subscription subscription, Duration deadline, Interrupt interrupt, Function<Fabric, T> work) {
        return threads.executeBlocking(
                        () -> interrupt.during(() -> {
                            try (var fabric =
                                    fabrics.open(subscription.fabric(), subscription.name(), subscription.settings())) {
                                return work.apply(fabric);
                            }
                        }),
                        false)
                .timeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> {
                    if (!(failure instanceof TimeoutException)) {
                        return Future.failedFuture(failure);
                    }
                    interrupt.run();
                    return Future.failedFuture(new HoldfastException(
                            ErrorCode.FabricUnavailable,
                            "%s did not answer within %d s.".formatted(subscription.name(), deadline.toSeconds())));
                });
    }

    Future<Void> close() {
        return threads.close();
    }
}
