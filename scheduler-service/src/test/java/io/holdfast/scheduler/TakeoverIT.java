package io.holdfast.scheduler;

import static io.holdfast.platform.testing.ServiceHarness.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.protection.DueRun;
import io.holdfast.contracts.protection.Schedule;
import io.holdfast.contracts.protection.ScheduleKind;
import io.holdfast.platform.ServiceContext;
import io.holdfast.platform.ServiceDefinition;
import io.holdfast.platform.testing.FakeClock;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.ServiceHarness;
import io.holdfast.platform.testing.TestDatabase;
import io.holdfast.scheduler.FakePolicies.Backup;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two schedulers over one PostgreSQL, one of which dies at any step: to its row that is the same as never hearing an answer.
 */
@ExtendWith(PostgresExtension.class)
class TakeoverIT {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant TONIGHT = Instant.parse("2026-03-01T22:00:00Z");

    private final FakeClock clock = new FakeClock(NOON);
    private Vertx vertx;
    private FakePolicies policies;
    private final List<ServiceHarness> harnesses = new ArrayList<>();
    private final List<ServiceContext> contexts = new ArrayList<>();
    private final List<Promise<DueRun>> unanswered = new ArrayList<>();

    @BeforeEach
    void start() {
        TestDatabase database = PostgresExtension.create();
        vertx = Vertx.vertx();
        policies = new FakePolicies(ServiceHarness.bus(vertx));
        policies.pagesOf(1);
        for (int replica = 0; replica < 2; replica++) {
            harnesses.add(ServiceHarness.start(
                    vertx, database, new JsonObject(), clock, new ServiceDefinition("scheduler", context -> {
                        contexts.add(context);
                        return new VerticleBase() {};
                    })));
        }
    }

    @AfterEach
    void stop() {
        harnesses.forEach(ServiceHarness::close);
        await(vertx.close());
    }

    /** Three items, a page each, and a last page with none. */
    @ParameterizedTest
    @CsvSource({
        "1, false",
        "1, true",
        "2, false",
        "2, true",
        "3, false",
        "3, true",
        "4, false",
        "4, true",
    })
    void whereverASchedulerDiesTheOtherEndsTheRunAndNothingHappensTwice(int diesAt, boolean pageDone) throws Exception {
        policies.put("Nightly", daily("22:00"), NOON, 1, false);
        List<UUID> items = Stream.generate(() -> policies.protect("Nightly", NOON))
                .limit(3)
                .toList();
        await(follower().followAll());
        clock.set(TONIGHT);
        dieAt(diesAt, pageDone);
        CompletableFuture<Boolean> dead = dead(worker(0));

        assertThat(await(worker(1).runOne())).as("the row is leased").isFalse();
        clock.advance(SchedulerWorker.LEASE);
        assertThat(await(worker(1).runOne())).isTrue();
        assertThat(await(worker(1).runOne())).isFalse();
        assertThat(policies.backups())
                .containsExactlyElementsOf(
                        items.stream().map(item -> new Backup(item, TONIGHT)).toList());

        clock.set(TONIGHT.plus(Duration.ofDays(1)));
        assertThat(await(worker(1).runOne())).isTrue();
        unanswered.forEach(answer -> answer.complete(new DueRun(1, 0, items.get(0), true)));
        assertThat(dead.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(await(worker(1).runOne()))
                .as("who was taken for dead changes nothing when it comes back")
                .isFalse();
        assertThat(policies.backups()).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void schedulersThatDieAgainAndAgainForFiveDaysMissNothingAndRepeatNothing() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("TakeoverIT: seed " + seed);
        Random random = new Random(seed);
        Schedule hourly = new Schedule(
                ScheduleKind.Hourly,
                List.of(),
                List.of(),
                "Europe/Berlin",
                new Schedule.Hourly(1, "00:00", 24),
                null,
                null,
                null);
        policies.put("Hourly", hourly, NOON, 1, false);
        List<UUID> items =
                Stream.generate(() -> policies.protect("Hourly", NOON)).limit(3).toList();
        await(follower().followAll());
        int deathsThisHour = 0;
        for (int minute = 0; minute < 5 * 24 * 60; minute += 5) {
            clock.set(NOON.plus(Duration.ofMinutes(minute)));
            deathsThisHour = minute % 60 == 0 ? 0 : deathsThisHour;
            int replica = random.nextInt(2);
            if (deathsThisHour < 8 && random.nextBoolean()) {
                dieAt(1 + random.nextInt(4), random.nextBoolean());
                dead(worker(replica));
                deathsThisHour++;
            } else {
                policies.wire((request, page) -> Future.succeededFuture(page.get()));
                await(worker(replica).runOne());
            }
        }
        List<Backup> expected = new ArrayList<>();
        for (int hour = 1; hour < 5 * 24; hour++) {
            Instant nominal = NOON.plus(Duration.ofHours(hour));
            items.forEach(item -> expected.add(new Backup(item, nominal)));
        }
        assertThat(policies.backups()).containsExactlyElementsOf(expected);
    }

    private final List<CompletableFuture<Void>> reached = new ArrayList<>();

    private CompletableFuture<Void> reached() {
        return reached.get(reached.size() - 1);
    }

    /** From this request on nothing is answered any more; {@code pageDone}: though what it asked for was done. */
    private void dieAt(int call, boolean pageDone) {
        CompletableFuture<Void> here = new CompletableFuture<>();
        reached.add(here);
        AtomicInteger count = new AtomicInteger();
        policies.wire((request, page) -> {
            if (count.incrementAndGet() != call) {
                return Future.succeededFuture(page.get());
            }
            if (pageDone) {
                page.get();
            }
            Promise<DueRun> never = Promise.promise();
            unanswered.add(never);
            here.complete(null);
            return never.future();
        });
    }

    /** Runs until nobody answers it any more. */
    private CompletableFuture<Boolean> dead(SchedulerWorker worker) {
        CompletableFuture<Boolean> run = worker.runOne().toCompletionStage().toCompletableFuture();
        CompletableFuture.anyOf(run, reached()).join();
        return run;
    }

    private SchedulerWorker worker(int replica) {
        return new SchedulerWorker(
                contexts.get(replica), new SchedulerStore(contexts.get(replica).database()));
    }

    private PolicyFollower follower() {
        return new PolicyFollower(
                contexts.get(0), new SchedulerStore(contexts.get(0).database()));
    }

    private static Schedule daily(String... times) {
        return new Schedule(ScheduleKind.Daily, List.of(times), List.of(), "UTC");
    }
}
