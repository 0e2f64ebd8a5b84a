package io.holdfast.discovery;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.FabricKind;
import io.holdfast.contracts.discovery.Subscription;
import io.holdfast.fabric.Fabric;
import io.holdfast.fabric.FabricEnvironment;
import io.holdfast.fabric.Fabrics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Calls to fabrics, on threads of their own. Each opens its connection and closes it: nothing is kept that a change of the subscription
 * could make stale. Long walks and short questions have threads apart: nobody who asks waits for a walk.
 */
final class Connections {
    private final WorkerExecutor walks;
    private final WorkerExecutor questions;
    private final Fabrics fabrics;

    Connections(Vertx vertx, int threads, FabricEnvironment environment) {
        this.walks = vertx.createSharedWorkerExecutor("discovery-walk", threads, 1, TimeUnit.HOURS);
        this.questions = vertx.createSharedWorkerExecutor("discovery-question", threads, 1, TimeUnit.HOURS);
        this.fabrics = new Fabrics(environment);
    }

    /** Fails with {@code InvalidFabricSettings}, naming each bad field. */
    Future<Void> validate(FabricKind kind, Map<String, Object> settings) {
        return questions.executeBlocking(
                () -> {
                    fabrics.validate(kind, settings);
                    return null;
                },
                false);
    }

    /** Fails with {@code FabricUnavailable} when there is no answer in time; the thread that waits for it is interrupted then. */
    <T> Future<T> ask(Subscription subscription, Duration deadline, Function<Fabric, T> question) {
        var interrupt = new Interrupt();
        return within(
                deadline,
                subscription,
                interrupt,
                questions.executeBlocking(() -> interrupt.during(() -> opened(subscription, question)), false));
    }

    /**
     * As {@link #ask}, with a deadline that counts from when a thread is free for it: a walk that waits for others has not failed. Fails
     * too when the call is interrupted.
     */
    <T> Future<T> walk(Subscription subscription, Duration deadline, Interrupt interrupt, Function<Fabric, T> work) {
        Promise<Void> begun = Promise.promise();
        Future<T> done = walks.executeBlocking(
                () -> {
                    begun.complete();
                    return interrupt.during(() -> opened(subscription, work));
                },
                false);
        return Future.any(begun.future(), done, interrupt.early())
                .transform(x -> begun.future().isComplete() || done.isComplete()
                        ? within(deadline, subscription, interrupt, done)
                        : Future.failedFuture(new CancellationException("interrupted while it waited for a thread")));
    }

    private <T> T opened(Subscription subscription, Function<Fabric, T> work) {
        try (var fabric = fabrics.open(subscription.fabric(), subscription.name(), subscription.settings())) {
            return work.apply(fabric);
        }
    }

    private static <T> Future<T> within(
            Duration deadline, Subscription subscription, Interrupt interrupt, Future<T> call) {
        return call.timeout(deadline.toMillis(), TimeUnit.MILLISECONDS).recover(failure -> {
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
        return Future.join(walks.close(), questions.close()).mapEmpty();
    }
}
