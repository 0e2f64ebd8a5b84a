package io.holdfast.platform;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.Endpoint;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.Failure;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.Topic;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Typed request/reply and hints over the event bus. Delivery is at most once: a request that is not answered may have been carried out, a
 * hint may be lost. Thread-safe; handlers run on the context that registered them.
 */
public final class Bus {

    /** How long a call may take when it does not say so itself. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(Bus.class);

    private static final String DEADLINE = "deadline";
    private static final String CALLER = "caller";
    private static final String TRACE = "trace";
    private static final String PROCESS = "process";
    private static final String THIS_PROCESS = Ids.next().toString();
    /** By how much the clocks of two machines may differ before one takes the other's requests for late ones. */
    private static final long CLOCK_SKEW_MILLIS = 10_000;

    /** Pauses before the next try when nobody serves the address: long enough for a replica to take over. */
    private static final List<Duration> PATIENCE = List.of(Duration.ofMillis(150), Duration.ofMillis(450));

    private final Vertx vertx;
    private final String service;
    private final Silences silences = new Silences(System::nanoTime);
    private final Queue<MessageConsumer<Payload>> consumers = new ConcurrentLinkedQueue<>();

    public Bus(Vertx vertx, String service) {
        this.vertx = vertx;
        this.service = service;
        Payload.Codec.register(vertx.eventBus(), false);
    }

    /**
     * Within one JVM records are passed as they are. After this they cross it as JSON, as between JVMs; for tests, and only before the
     * first {@code Bus} of this Vert.x.
     */
    public static void alwaysJson(Vertx vertx) {
        Payload.Codec.register(vertx.eventBus(), true);
    }

    /** As the longer form, with {@link #DEFAULT_DEADLINE}. */
    public <Q, R> Future<R> call(Endpoint<Q, R> endpoint, Q request, Caller caller) {
        return call(endpoint, request, caller, DEFAULT_DEADLINE);
    }

    /**
     * Fails with {@link HoldfastException} only: the service's own, or {@code ServiceUnavailable} when no answer came within the deadline,
     * which all tries share. Tried again: an unanswered call of an idempotent endpoint, once; any call that nobody was there to take.
     */
    public <Q, R> Future<R> call(Endpoint<Q, R> endpoint, Q request, Caller caller, Duration deadline) {
        long end = System.currentTimeMillis() + deadline.toMillis();
        Attempt<Q, R> attempt = new Attempt<>(endpoint, request, caller, Trace.currentOrNew(), end);
        return attempt(attempt, endpoint.idempotent(), 0)
                .recover(t -> Future.failedFuture(Failures.received(endpoint.address(), t)));
    }

    private record Attempt<Q, R>(Endpoint<Q, R> endpoint, Q request, Caller caller, Trace trace, long end) {}

    private <Q, R> Future<R> attempt(Attempt<Q, R> a, boolean mayRepeat, int absences) {
        long now = System.currentTimeMillis();
        long end = mayRepeat ? now + (a.end - now) / 2 : a.end;
        long millis = end - now;
        if (millis < 1) {
            return Future.failedFuture(new ReplyException(ReplyFailure.TIMEOUT, "deadline"));
        }
        DeliveryOptions options = new DeliveryOptions()
                .setSendTimeout(millis)
                .addHeader(DEADLINE, Long.toString(end))
                .addHeader(PROCESS, THIS_PROCESS)
                .addHeader(CALLER, a.caller.name())
                .addHeader(TRACE, a.trace.id());
        return vertx.eventBus()
                .<Payload>request(a.endpoint.address(), Payload.of(a.request), options)
                .onComplete(reply -> heard(a.endpoint.address(), reply))
                .map(reply -> reply.body().as(a.endpoint.reply()))
                .recover(t -> {
                    if (failedWith(t, ReplyFailure.TIMEOUT) && mayRepeat) {
                        return attempt(a, false, absences);
                    }
                    if (failedWith(t, ReplyFailure.NO_HANDLERS) && absences < PATIENCE.size()) {
                        long pause = PATIENCE.get(absences).toMillis();
                        return pause >= a.end - System.currentTimeMillis()
                                ? Future.failedFuture(t)
                                : vertx.timer(pause).compose(x -> attempt(a, mayRepeat, absences + 1));
                    }
                    return Future.failedFuture(t);
                });
    }

    private void heard(String address, AsyncResult<?> reply) {
        if (reply.succeeded() || failedWith(reply.cause(), ReplyFailure.RECIPIENT_FAILURE)) {
            silences.answered(address);
        } else if (failedWith(reply.cause(), ReplyFailure.TIMEOUT)) {
            silences.timedOut(address);
        }
    }

    /** Fails while an address that others serve has answered nothing for a minute. */
    Future<Void> answers() {
        return silences.check();
    }

    private static boolean failedWith(Throwable t, ReplyFailure type) {
        return t instanceof ReplyException reply && reply.failureType() == type;
    }

    /**
     * Answers every request: with the handler's record, its {@link HoldfastException}, or {@code Internal} for anything else, which is
     * logged here and tells the caller nothing. A request whose deadline has passed is not started. The future completes when the
     * whole cluster can reach the endpoint.
     */
    public <Q, R> Future<Void> serve(Endpoint<Q, R> endpoint, BiFunction<Q, Caller, Future<R>> handler) {
        MessageConsumer<Payload> consumer = vertx.eventBus().consumer(endpoint.address());
        consumers.add(consumer);
        consumer.handler(message -> {
            trace(message.headers()).attach();
            if (isLate(message.headers())) {
                log.warn("{}: request came after its deadline, not started", endpoint.address());
                fail(message, Failure.of(ErrorCode.ServiceUnavailable, "The request came too late"));
                return;
            }
            answer(endpoint, message, handler)
                    .onSuccess(reply -> message.reply(Payload.of(reply)))
                    .onFailure(t -> {
                        if (Failures.isUnexpected(t)) {
                            log.error("{}: unexpected failure", endpoint.address(), t);
                        }
                        fail(message, Failures.of(t));
                    });
        });
        return consumer.completion();
    }

    private <Q, R> Future<R> answer(
            Endpoint<Q, R> endpoint, Message<Payload> message, BiFunction<Q, Caller, Future<R>> handler) {
        try {
            Q request = message.body().as(endpoint.request());
            Future<R> reply = handler.apply(request, caller(message.headers()));
            return reply.map(r -> {
                if (r == null) {
                    throw new IllegalStateException("handler answered null");
                }
                return r;
            });
        } catch (RuntimeException | Error e) {
            return Future.failedFuture(e);
        }
    }

    private static void fail(Message<Payload> message, Failure failure) {
        message.fail(Failures.TYPED, Failures.toText(failure));
    }

    /** To every subscriber there is, at most once; nobody learns when one missed it. */
    public <T> void publish(Topic<T> topic, T message) {
        vertx.eventBus()
                .publish(
                        topic.address(),
                        Payload.of(message),
                        new DeliveryOptions()
                                .addHeader(TRACE, Trace.currentOrNew().id()));
    }

    /** The handler must not block; what it throws is logged. Completes when the whole cluster knows the subscriber. */
    public <T> Future<Void> subscribe(Topic<T> topic, Consumer<T> handler) {
        MessageConsumer<Payload> consumer = vertx.eventBus().consumer(topic.address());
        consumers.add(consumer);
        consumer.handler(message -> {
            trace(message.headers()).attach();
            try {
                handler.accept(message.body().as(topic.message()));
            } catch (RuntimeException e) {
                log.error("{}: subscriber of {} failed", topic.address(), service, e);
            }
        });
        return consumer.completion();
    }

    /** Takes back everything this bus serves and subscribes to; it can still call. */
    public Future<Void> close() {
        List<Future<Void>> unregistered =
                consumers.stream().map(MessageConsumer::unregister).toList();
        consumers.clear();
        return Future.join(unregistered).mapEmpty();
    }

    private Caller caller(MultiMap headers) {
        String name = headers.get(CALLER);
        return name == null ? Caller.service(service) : new Caller(name);
    }

    private static Trace trace(MultiMap headers) {
        @Nullable String id = headers.get(TRACE);
        return id == null ? Trace.random() : new Trace(id, null);
    }

    private static boolean isLate(MultiMap headers) {
        @Nullable String deadline = headers.get(DEADLINE);
        long tolerated = THIS_PROCESS.equals(headers.get(PROCESS)) ? 0 : CLOCK_SKEW_MILLIS;
        return deadline != null && System.currentTimeMillis() >= Long.parseLong(deadline) + tolerated;
    }
}
