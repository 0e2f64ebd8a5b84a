package io.holdfast.job;

import static io.holdfast.job.Replica.asked;
import static io.holdfast.job.Replica.inVault;
import static io.holdfast.job.Replica.keyed;
import static io.holdfast.job.Replica.ofMachine;
import static io.holdfast.job.Replica.times;
import static io.holdfast.platform.testing.ServiceHarness.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobEventType;
import io.holdfast.contracts.job.JobStates;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.Jobs;
import io.holdfast.contracts.job.Lease;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.job.SubmitJobs;
import io.holdfast.platform.Ids;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class QueueIT {
    private static Replica jobs;

    @BeforeAll
    static void start(TestDatabase database) {
        jobs = new Replica(database, new JsonObject().put("perSubscription", 3).put("perWorker", 4));
    }

    @AfterAll
    static void stop() {
        jobs.close();
    }

    @Test
    void a_submitted_job_is_queued_with_everything_that_was_asked() {
        JobSubmission asked = ofMachine(Operation.Verify, Ids.next(), "lab", Map.of("depth", 3, "note", "a\u0000b"));

        Job job = jobs.submit(asked).get(0);

        assertThat(jobs.get(job.id())).isEqualTo(job);
        assertThat(job.status()).isEqualTo(JobStatus.Queued);
        assertThat(job.item()).isEqualTo(asked.item());
        assertThat(job.maxAttempts()).isEqualTo(3);
        assertThat(job.cancellable()).isTrue();
        assertThat(job.subTasks()).hasSize(2);
        assertThat(jobs.log(job.id())).extracting(e -> e.type()).containsExactly(JobEventType.Queued);
        Lease lease = jobs.lease("worker", 1, Operation.Verify).get(0);
        assertThat(lease.params()).isEqualTo(Map.of("depth", 3, "note", "ab"));
        assertThat(lease.item()).isEqualTo(asked.item());
        assertThat(lease.createdBy()).isEqualTo("alice");
    }

    @Test
    void an_unknown_job_is_not_found_and_left_out_of_states() {
        UUID known = jobs.submit(asked(Operation.Drill)).get(0).id();

        HoldfastException refusal = catchThrowableOfType(HoldfastException.class, () -> jobs.get(Ids.next()));

        assertThat(refusal.code()).isEqualTo(ErrorCode.JobNotFound);
        assertThat(jobs.call(JobEndpoints.STATES, new JobStates(List.of(Ids.next(), known)))
                        .jobs())
                .extracting(Job::id)
                .containsExactly(known);
    }

    @Test
    void submitting_the_same_id_again_answers_the_job_and_logs_nothing() {
        JobSubmission asked = asked(Operation.Prune);
        jobs.submit(asked);
        Lease lease = jobs.lease("worker", 1, Operation.Prune).get(0);
        jobs.complete(lease, JobStatus.Completed);

        assertThat(jobs.submit(asked, asked))
                .extracting(Job::status)
                .containsExactly(JobStatus.Completed, JobStatus.Completed);
        assertThat(jobs.log(asked.id())).hasSize(3);
    }

    @Test
    void a_dedup_key_answers_its_first_job_for_ever() {
        Job first = jobs.submit(keyed(Operation.Drill, "item-1 at noon", null)).get(0);
        jobs.cancel(first.id());

        Job again = jobs.submit(keyed(Operation.Drill, "item-1 at noon", null)).get(0);

        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.status()).isEqualTo(JobStatus.Cancelled);
    }

    @Test
    void a_dedup_key_makes_one_job_under_concurrency() {
        List<Future<Jobs>> answers = times(
                20,
                () -> jobs.later(
                        JobEndpoints.SUBMIT, new SubmitJobs(List.of(keyed(Operation.Drill, "concurrent", null)))));

        assertThat(answers.stream().map(answer -> await(answer).jobs().get(0).id()))
                .hasSize(20)
                .containsOnly(await(answers.get(0)).jobs().get(0).id());
    }

    @Test
    void an_exclusive_key_refuses_a_second_job_by_the_first_ones_id_until_it_has_ended() {
        Job first = jobs.submit(keyed(Operation.Drill, null, "machine-1")).get(0);
        JobSubmission free = asked(Operation.Drill);

        HoldfastException refusal = catchThrowableOfType(
                HoldfastException.class, () -> jobs.submit(free, keyed(Operation.Drill, null, "machine-1")));

        assertThat(refusal.code()).isEqualTo(ErrorCode.JobConflict);
        assertThat(refusal.failure().errors()).singleElement().satisfies(error -> assertThat(error.pointer())
                .isEqualTo(first.id().toString()));
        assertThat(jobs.call(JobEndpoints.STATES, new JobStates(List.of(free.id())))
                        .jobs())
                .as("all or none")
                .isEmpty();
        jobs.cancel(first.id());
        assertThat(jobs.submit(keyed(Operation.Drill, null, "machine-1"))).hasSize(1);
    }

    @Test
    void an_exclusive_key_lets_one_of_many_concurrent_submissions_through() {
        List<Future<Jobs>> answers = times(
                20,
                () -> jobs.later(
                        JobEndpoints.SUBMIT, new SubmitJobs(List.of(keyed(Operation.Drill, null, "contended")))));
        await(Future.join(answers).otherwiseEmpty());

        assertThat(answers).filteredOn(Future::succeeded).hasSize(1);
        assertThat(answers).filteredOn(Future::failed).allSatisfy(answer -> assertThat(
                        ((HoldfastException) answer.cause()).code())
                .isEqualTo(ErrorCode.JobConflict));
    }

    @Test
    void vaults_take_turns() {
        List<JobSubmission> many = times(50, () -> inVault(Operation.Unregister, "big"));
        jobs.submit(many);
        jobs.submit(inVault(Operation.Unregister, "small"), inVault(Operation.Unregister, "small"));

        List<Lease> leases = jobs.lease("worker", 4, Operation.Unregister);

        assertThat(leases).extracting(Lease::vault).containsExactlyInAnyOrder("big", "small", "big", "small");
        assertThat(leases)
                .filteredOn(l -> "big".equals(l.vault()))
                .extracting(Lease::job)
                .containsExactly(many.get(0).id(), many.get(1).id());
    }

    @Test
    void a_big_vault_does_not_starve_a_small_one_when_one_worker_takes_one_job_at_a_time() {
        jobs.submit(times(50, () -> inVault(Operation.StopProtection, "large")));
        jobs.submit(inVault(Operation.StopProtection, "little"));

        List<String> served = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Lease lease = jobs.lease("worker", 1, Operation.StopProtection).get(0);
            served.add(lease.vault());
            jobs.complete(lease, JobStatus.Completed);
        }

        assertThat(served).contains("little");
    }

    @Test
    void backups_run_once_per_machine_and_within_the_limits_of_subscription_and_worker() {
        UUID machine = Ids.next();
        jobs.submit(
                ofMachine(Operation.Backup, machine, "s1", Map.of()),
                ofMachine(Operation.Restore, machine, "s1", Map.of("target", Map.of("kind", "original"))),
                ofMachine(Operation.Restore, machine, "s1", Map.of("target", Map.of("kind", "new-machine"))),
                ofMachine(Operation.Backup, Ids.next(), "s1", Map.of()),
                ofMachine(Operation.Backup, Ids.next(), "s1", Map.of()),
                ofMachine(Operation.Backup, Ids.next(), "s2", Map.of()),
                ofMachine(Operation.Backup, Ids.next(), "s2", Map.of()),
                ofMachine(Operation.Backup, Ids.next(), "s2", Map.of()));

        List<Lease> one = jobs.lease("mover-1", 10, Operation.Backup, Operation.Restore);
        List<Lease> more = jobs.lease("mover-1", 10, Operation.Backup, Operation.Restore);
        List<Lease> two = jobs.lease("mover-2", 10, Operation.Backup, Operation.Restore);

        assertThat(one).as("per worker").hasSize(4);
        assertThat(more).isEmpty();
        assertThat(two).as("what the subscriptions have left").hasSize(2);
        List<Lease> all = new ArrayList<>(one);
        all.addAll(two);
        assertThat(all).filteredOn(l -> "s1".equals(l.subscription())).hasSize(3);
        assertThat(all).filteredOn(l -> "s2".equals(l.subscription())).hasSize(3);
        assertThat(all)
                .filteredOn(l ->
                        machine.equals(l.machine()) && !l.params().toString().contains("new-machine"))
                .hasSize(1);
        all.forEach(lease -> jobs.complete(lease, JobStatus.Completed));
        List<Lease> last = jobs.lease("mover-1", 10, Operation.Backup, Operation.Restore);
        assertThat(last).as("the rest, when they have ended").hasSize(2);
    }

    @Test
    void a_thousand_jobs_are_accepted_in_one_call() {
        List<JobSubmission> many = times(1000, () -> asked(Operation.Discover));

        assertThat(jobs.submit(many))
                .extracting(Job::id)
                .containsExactlyElementsOf(many.stream().map(JobSubmission::id).toList());
    }
}
