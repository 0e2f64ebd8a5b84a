package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.job.Progress;
import io.holdfast.contracts.job.SubTask;
import io.holdfast.contracts.job.SubTaskStatus;
import io.holdfast.contracts.job.Trigger;
import io.holdfast.platform.testing.FakeJobs;
import io.holdfast.platform.testing.ServiceHarness;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class JobWorkerIT {

    record Params(String word) {}

    private FakeJobs jobs;
    private ServiceContext service;
    private JobWorker worker;

    @BeforeEach
    void start(Vertx vertx) {
        jobs = new FakeJobs(vertx).start();
        service = TestServices.withoutDatabase(vertx);
    }

    @AfterEach
    void stop() {
        ServiceHarness.await(worker.stop());
    }

    private void work(int concurrency, JobHandler handler) {
        worker = new JobWorker(service, Set.of(Operation.Discover), concurrency, handler);
        ServiceHarness.await(worker.start());
    }

    private UUID submit(String... subTasks) {
        return jobs.submit(new JobSubmission(
                        Ids.next(),
                        Operation.Discover,
                        "home",
                        null,
                        null,
                        null,
                        Json.toMap(new Params("hello")),
                        List.of(subTasks),
                        null,
                        null,
                        Trigger.OnDemand,
                        "somebody"))
                .id();
    }

    @Test
    void aJobThatCompletesHasItsResultAndSubTasksAndLog() {
        work(1, run -> {
            run.subTask("Look", SubTaskStatus.InProgress);
            run.progress(new Progress(0, 200, 100, 0, 0, 0, null));
            run.log("looking");
            return Future.succeededFuture(Map.of(
                    "word", run.params(Params.class).word(), "by", run.caller().name()));
        });

        Job job = jobs.awaitEnd(submit("Look"));

        assertThat(job.status()).isEqualTo(JobStatus.Completed);
        assertThat(job.result()).containsEntry("word", "hello").containsEntry("by", "somebody");
        assertThat(job.subTasks()).extracting(SubTask::status).containsExactly(SubTaskStatus.Completed);
        assertThat(job.progress().percent()).isEqualTo(50);
        assertThat(jobs.messages(job.id())).containsExactly("looking");
    }

    @Test
    void aServiceOrDatabaseThatIsAwayForAMomentFailsNoJobOfAPatientHandler(Vertx vertx) {
        AtomicInteger runs = new AtomicInteger();
        work(1, new Patience(vertx, run -> switch (runs.incrementAndGet()) {
            case 1 -> Future.failedFuture(new HoldfastException(ErrorCode.ServiceUnavailable, "restarting"));
            case 2 -> service.database().ping().map(Map.of());
            default -> Future.succeededFuture(Map.of());
        }));

        assertThat(jobs.awaitEnd(submit()).status()).isEqualTo(JobStatus.Completed);
        assertThat(runs).hasValue(3);
    }

    @Test
    void patienceEndsWithTheJob(Vertx vertx) {
        work(
                1,
                new Patience(
                        vertx,
                        run -> Future.failedFuture(new HoldfastException(ErrorCode.ServiceUnavailable, "gone"))));
        UUID job = submit();
        await().until(() -> jobs.job(job).status() == JobStatus.InProgress);

        jobs.cancel(job);

        assertThat(jobs.awaitEnd(job).status()).isEqualTo(JobStatus.Cancelled);
    }

    @Test
    void aWarningMakesItCompleteWithWarnings() {
        work(1, run -> {
            run.warn("Blurred", "the image changed while it was read");
            return Future.succeededFuture(Map.of());
        });

        Job job = jobs.awaitEnd(submit());

        assertThat(job.status()).isEqualTo(JobStatus.CompletedWithWarnings);
        assertThat(job.warnings()).singleElement().satisfies(w -> assertThat(w.code())
                .isEqualTo("Blurred"));
    }

    @Test
    void anIntendedFailureKeepsItsCodeAndAnUnexpectedOneTellsNothing() {
        AtomicInteger calls = new AtomicInteger();
        work(1, run -> {
            if (calls.getAndIncrement() == 0) {
                throw new HoldfastException(ErrorCode.DiskMissing, "disk sda is missing");
            }
            throw new IllegalStateException("/secret/path");
        });

        Job intended = jobs.awaitEnd(submit());
        Job unexpected = jobs.awaitEnd(submit());

        assertThat(intended.status()).isEqualTo(JobStatus.Failed);
        assertThat(intended.error().code()).isEqualTo("DiskMissing");
        assertThat(unexpected.error().code()).isEqualTo("Internal");
        assertThat(unexpected.error().message()).doesNotContain("secret");
    }

    @Test
    void aCancelledJobStopsAndIsCancelled() {
        work(1, JobWorkerIT::untilStopped);
        UUID id = submit();
        await().until(() -> jobs.job(id).status() == JobStatus.InProgress);

        jobs.cancel(id);

        assertThat(jobs.awaitEnd(id).status()).isEqualTo(JobStatus.Cancelled);
    }

    @Test
    void aRunWhoseLeaseWasTakenStopsAndSaysNothingBeforeTheNextRunBegins() {
        Queue<String> happened = new ConcurrentLinkedQueue<>();
        work(2, run -> {
            happened.add("begin " + run.lease().attempt());
            if (run.lease().attempt() == 2) {
                return Future.succeededFuture(Map.of("attempt", 2));
            }
            return untilStopped(run).onFailure(t -> happened.add("stopped, lost " + run.leaseLost()));
        });
        UUID id = submit();
        await().until(() -> !happened.isEmpty());

        jobs.lapse(id);

        assertThat(jobs.awaitEnd(id).result()).containsEntry("attempt", 2);
        assertThat(happened).containsExactly("begin 1", "stopped, lost true", "begin 2");
    }

    @Test
    void aLeaseThatNobodyConfirmsIsLostWhenItsTimeIsOver() {
        jobs.leaseTime(Duration.ofSeconds(2));
        Queue<Boolean> lost = new ConcurrentLinkedQueue<>();
        work(1, run -> untilStopped(run).onFailure(t -> lost.add(run.leaseLost())));
        UUID id = submit();
        await().until(() -> jobs.job(id).status() == JobStatus.InProgress);

        jobs.goAway();

        await().until(() -> !lost.isEmpty());
        assertThat(lost).containsExactly(true);
    }

    @Test
    void aDatabaseThatIsBusyOrAwayFailsNoJob() {
        jobs.leaseTime(Duration.ofSeconds(1));
        AtomicInteger calls = new AtomicInteger();
        work(
                1,
                run -> calls.getAndIncrement() == 0
                        ? Future.failedFuture(new VertxException("Timeout waiting for connection"))
                        : Future.succeededFuture(Map.of()));

        Job job = jobs.awaitEnd(submit());

        assertThat(job.status()).isEqualTo(JobStatus.Completed);
        assertThat(job.attempt()).isEqualTo(2);
    }

    @Test
    void anEndIsReportedWhenJobServiceIsBackAgain() {
        Promise<Map<String, Object>> work = Promise.promise();
        work(1, run -> work.future());
        UUID id = submit();
        await().until(() -> jobs.job(id).status() == JobStatus.InProgress);

        jobs.goAway();
        work.complete(Map.of("kept", true));
        await().during(Duration.ofSeconds(1)).until(() -> !jobs.job(id).status().isFinal());
        jobs.start();

        assertThat(jobs.awaitEnd(id).result()).containsEntry("kept", true);
        assertThat(jobs.job(id).attempt()).isEqualTo(1);
    }

    @Test
    void runsNoMoreThanItsConcurrencyAtATime() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        work(3, run -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            return service.vertx()
                    .timer(20)
                    .<Map<String, Object>>map(x -> Map.of())
                    .onComplete(x -> running.decrementAndGet());
        });

        List<UUID> ids = IntStream.range(0, 30).mapToObj(i -> submit()).toList();

        ids.forEach(id -> assertThat(jobs.awaitEnd(id).status()).isEqualTo(JobStatus.Completed));
        assertThat(most).hasValue(3);
    }

    @Test
    void aWorkerThatStopsGivesItsJobsBackUncounted() {
        work(1, JobWorkerIT::untilStopped);
        UUID id = submit();
        await().until(() -> jobs.job(id).status() == JobStatus.InProgress);

        ServiceHarness.await(worker.stop());

        assertThat(jobs.job(id).status()).isEqualTo(JobStatus.Queued);
        assertThat(jobs.job(id).attempt()).isZero();
    }

    private static Future<Map<String, Object>> untilStopped(JobRun run) {
        Promise<Map<String, Object>> stopped = Promise.promise();
        run.onStop(() -> stopped.fail(new JobStopped()));
        return stopped.future();
    }
}
