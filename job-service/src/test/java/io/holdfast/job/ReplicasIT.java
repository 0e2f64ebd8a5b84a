package io.holdfast.job;

import static io.holdfast.job.Replica.inVault;
import static io.holdfast.job.Replica.ofMachine;
import static io.holdfast.job.Replica.times;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.Lease;
import io.holdfast.contracts.job.Operation;
import io.holdfast.platform.Ids;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class ReplicasIT {
    private static Replica one;
    private static Replica other;

    @BeforeAll
    static void start(TestDatabase database) {
        JsonObject settings = new JsonObject().put("perSubscription", 2);
        one = new Replica(database, settings);
        other = new Replica(database, settings);
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
    }

    @Test
    void workers_of_two_replicas_never_get_the_same_job() throws Exception {
        int jobs = 400;
        one.submit(times(jobs, () -> inVault(Operation.Register, "home")));
        Queue<UUID> leased = new ConcurrentLinkedQueue<>();

        inParallel(8, worker -> {
            Replica replica = worker % 2 == 0 ? one : other;
            while (leased.size() < jobs) {
                for (Lease lease : replica.lease("worker-" + worker, 7, Operation.Register)) {
                    leased.add(lease.job());
                    replica.complete(lease, JobStatus.Completed);
                }
            }
        });

        assertThat(leased).hasSize(jobs).doesNotHaveDuplicates();
    }

    @Test
    void limits_hold_over_replicas() throws Exception {
        UUID machine = Ids.next();
        one.submit(times(20, () -> ofMachine(Operation.Backup, machine, "s1", Map.of())));
        one.submit(times(20, () -> ofMachine(Operation.Backup, Ids.next(), "s1", Map.of())));
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger onMachine = new AtomicInteger();
        AtomicInteger mostOnMachine = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();

        inParallel(6, worker -> {
            Replica replica = worker % 2 == 0 ? one : other;
            while (ended.get() < 40) {
                List<Lease> leases = replica.lease("mover-" + worker, 3, Operation.Backup, Operation.Restore);
                for (Lease lease : leases) {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    if (machine.equals(lease.machine())) {
                        mostOnMachine.accumulateAndGet(onMachine.incrementAndGet(), Math::max);
                    }
                }
                for (Lease lease : leases) {
                    running.decrementAndGet();
                    if (machine.equals(lease.machine())) {
                        onMachine.decrementAndGet();
                    }
                    ended.incrementAndGet();
                    replica.complete(lease, JobStatus.Completed);
                }
            }
        });

        assertThat(ended).hasValue(40);
        assertThat(most.get()).isBetween(1, 2);
        assertThat(mostOnMachine).hasValue(1);
    }

    private interface Work {
        void run(int worker) throws Exception;
    }

    private static void inParallel(int workers, Work work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        AtomicInteger number = new AtomicInteger();
        List<Callable<Void>> tasks = times(workers, () -> {
            int worker = number.getAndIncrement();
            return () -> {
                work.run(worker);
                return null;
            };
        });
        List<Future<Void>> done = threads.invokeAll(tasks);
        threads.shutdown();
        for (Future<Void> task : done) {
            task.get();
        }
    }
}
