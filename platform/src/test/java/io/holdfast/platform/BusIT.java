package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.Endpoint;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.Topic;
import io.holdfast.platform.testing.ServiceHarness;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class BusIT {

    record Question(String text, Instant at) {}

    record Answer(String text, List<String> notes) {}

    private static final Endpoint<Question, Answer> ASK = Endpoint.once("sample.ask.v1", Question.class, Answer.class);
    private static final Endpoint<Question, Answer> ASK_AGAIN =
            Endpoint.idempotent("sample.ask-again.v1", Question.class, Answer.class);
    private static final Caller ADA = new Caller("ada");
    private static final Question QUESTION = new Question("why?", Instant.parse("2026-07-01T10:00:00.123456Z"));

    private Vertx vertx;
    private Bus bus;

    @BeforeEach
    void start(Vertx vertx) {
        this.vertx = vertx;
        this.bus = ServiceHarness.bus(vertx);
    }

    private HoldfastException failureOf(Future<?> call) {
        return catchThrowableOfType(HoldfastException.class, () -> ServiceHarness.await(call));
    }

    private void serve(Endpoint<Question, Answer> endpoint, Function<Question, Future<Answer>> f) {
        ServiceHarness.await(bus.serve(endpoint, (question, caller) -> f.apply(question)));
    }

    @Test
    void requestAndCallerArriveAndTheAnswerComesBack() {
        ServiceHarness.await(bus.serve(
                ASK,
                (question, caller) -> Future.succeededFuture(new Answer(question + " " + caller.name(), List.of()))));

        Answer answer = ServiceHarness.await(bus.call(ASK, QUESTION, ADA));

        assertThat(answer.text()).isEqualTo(QUESTION + " ada");
    }

    @Test
    void anIntendedFailureArrivesWhole() {
        HoldfastException refusal = new HoldfastException(
                ErrorCode.InvalidField, "too old", List.of(new FieldError("/at", "TooOld", "must be newer")));
        serve(ASK, question -> Future.failedFuture(refusal));

        assertThat(failureOf(bus.call(ASK, QUESTION, ADA)).failure()).isEqualTo(refusal.failure());
    }

    @Test
    void aHandlerThatThrowsOrAnswersNothingIsAnInternalErrorAtOnceAndTellsNothing() {
        serve(ASK, question -> {
            throw new IllegalStateException("select * from secrets");
        });
        serve(ASK_AGAIN, question -> Future.succeededFuture(null));

        for (Endpoint<Question, Answer> endpoint : List.of(ASK, ASK_AGAIN)) {
            HoldfastException failure = failureOf(bus.call(endpoint, QUESTION, ADA));
            assertThat(failure.code()).isEqualTo(ErrorCode.Internal);
            assertThat(failure.getMessage()).doesNotContain("secrets");
        }
    }

    @Test
    void aServiceThatIsAwayIsUnavailableWithinTheDeadline() {
        long start = System.nanoTime();

        HoldfastException failure = failureOf(bus.call(ASK, QUESTION, ADA));

        assertThat(failure.code()).isEqualTo(ErrorCode.ServiceUnavailable);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Bus.DEFAULT_DEADLINE);
    }

    @Test
    void aServiceThatComesBackWhileSomebodyCallsIsReached() {
        Future<Answer> call = bus.call(ASK, QUESTION, ADA);
        serve(ASK, question -> Future.succeededFuture(new Answer("here", List.of())));

        assertThat(ServiceHarness.await(call).text()).isEqualTo("here");
    }

    @Test
    void onlyAnIdempotentCallIsRepeatedWhenItIsNotAnswered() {
        Promise<Answer> never = Promise.promise();
        AtomicInteger once = new AtomicInteger();
        AtomicInteger again = new AtomicInteger();
        serve(ASK, question -> {
            once.incrementAndGet();
            return never.future();
        });
        serve(
                ASK_AGAIN,
                question -> again.incrementAndGet() == 1
                        ? never.future()
                        : Future.succeededFuture(new Answer("second", List.of())));
        Duration deadline = Duration.ofMillis(600);

        assertThat(failureOf(bus.call(ASK, QUESTION, ADA, deadline)).code()).isEqualTo(ErrorCode.ServiceUnavailable);
        assertThat(ServiceHarness.await(bus.call(ASK_AGAIN, QUESTION, ADA, deadline))
                        .text())
                .isEqualTo("second");
        assertThat(once).hasValue(1);
        assertThat(again).hasValue(2);
    }

    @Test
    void workWhoseDeadlineHasPassedIsNotBegun() {
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch busy = new CountDownLatch(1);
        // serves on another event loop than the one that calls
        Context server = ((VertxInternal) vertx).createEventLoopContext();
        ServiceHarness.await(Contexts.on(
                server,
                () -> bus.serve(ASK, (question, caller) -> {
                    begun.incrementAndGet();
                    return Future.succeededFuture(new Answer("", List.of()));
                })));
        server.runOnContext(x -> {
            try {
                busy.await(2, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        try {
            assertThat(failureOf(bus.call(ASK, QUESTION, ADA, Duration.ofMillis(100)))
                            .code())
                    .isEqualTo(ErrorCode.ServiceUnavailable);
        } finally {
            busy.countDown();
        }

        ServiceHarness.await(Contexts.on(server, Future::succeededFuture));
        assertThat(begun).hasValue(0);
    }

    @Test
    void anotherMachinesClockMayBeSomeSecondsBehind() {
        serve(ASK, question -> Future.succeededFuture(new Answer("here", List.of())));
        DeliveryOptions fromElsewhere = new DeliveryOptions()
                .addHeader("process", "another")
                .addHeader("deadline", Long.toString(System.currentTimeMillis() - 8_000));

        Future<?> reply = vertx.eventBus().request(ASK.address(), Payload.of(QUESTION), fromElsewhere);

        assertThat(ServiceHarness.await(reply)).isNotNull();
    }

    @Test
    void whatAHandlerCallsBelongsToTheSameTrace() {
        Queue<String> traces = new ConcurrentLinkedQueue<>();
        serve(ASK, question -> {
            traces.add(Trace.current().id());
            return bus.call(ASK_AGAIN, question, ADA);
        });
        serve(ASK_AGAIN, question -> {
            traces.add(Trace.current().id());
            return Future.succeededFuture(new Answer("", List.of()));
        });

        ServiceHarness.await(bus.call(ASK, QUESTION, ADA));
        ServiceHarness.await(bus.call(ASK, QUESTION, ADA));

        assertThat(traces).hasSize(4);
        assertThat(traces.stream().distinct()).hasSize(2);
    }

    @Test
    void everySubscriberHearsAHintAlsoAfterOneThatThrows() {
        Topic<Question> topic = new Topic<>("sample.asked.v1", Question.class);
        Queue<Question> heard = new ConcurrentLinkedQueue<>();
        ServiceHarness.await(bus.subscribe(topic, question -> {
            throw new IllegalStateException("a subscriber's own trouble");
        }));
        ServiceHarness.await(bus.subscribe(topic, heard::add));

        bus.publish(topic, QUESTION);

        Awaitility.await().untilAsserted(() -> assertThat(heard).containsExactly(QUESTION));
    }

    @Test
    void aBusThatIsClosedServesNothingAndCanStillCall() {
        serve(ASK, question -> Future.succeededFuture(new Answer("", List.of())));
        Bus other = new Bus(vertx, "other");
        ServiceHarness.await(
                other.serve(ASK_AGAIN, (q, caller) -> Future.succeededFuture(new Answer("other", List.of()))));

        ServiceHarness.await(bus.close());

        assertThat(failureOf(bus.call(ASK, QUESTION, ADA)).code()).isEqualTo(ErrorCode.ServiceUnavailable);
        assertThat(ServiceHarness.await(bus.call(ASK_AGAIN, QUESTION, ADA)).text())
                .isEqualTo("other");
    }
}
