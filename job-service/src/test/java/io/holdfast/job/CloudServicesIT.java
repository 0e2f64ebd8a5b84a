package io.holdfast.job;

import static io.holdfast.job.Replica.ofMachine;
import static io.holdfast.job.Replica.times;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobItem;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.Lease;
import io.holdfast.contracts.job.Operation;
import io.holdfast.platform.Ids;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@ExtendWith(PostgresExtension.class)
class CloudServicesIT {
    private static final Logger log = LoggerFactory.getLogger(CloudServicesIT.class);
    private static final int PER_SUBSCRIPTION = 5;
    private static final int PER_CLOUD_SERVICE = 2;
    private static final int PER_WORKER = 4;

    private Replica jobs;

    /** Each test begins with no job. */
    @BeforeEach
    void start(TestDatabase database) throws SQLException {
        try (Connection connection =
                DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password())) {
            connection.createStatement().execute("drop schema if exists job cascade");
        }
        jobs = new Replica(
                database,
                new JsonObject()
                        .put("perSubscription", PER_SUBSCRIPTION)
                        .put("perCloudService", PER_CLOUD_SERVICE)
                        .put("perWorker", PER_WORKER));
    }

    @AfterEach
    void stop() {
        jobs.close();
    }

    @Test
    void nobody_waits_behind_ten_thousand_jobs_of_a_cloud_service_that_is_at_its_limit() {
        jobs.submit(times(10_000, () -> backup("storm", "large")));
        jobs.submit(List.of(backup("storm", "small")));

        List<Lease> first = jobs.lease("storm-1", PER_WORKER, Operation.Backup);
        assertThat(first).extracting(CloudServicesIT::host).containsExactlyInAnyOrder("large", "large", "small");
        long began = System.nanoTime();
        assertThat(jobs.lease("storm-2", PER_WORKER, Operation.Backup)).isEmpty();
        log.info("10,000 jobs that cannot start looked over in {} ms", (System.nanoTime() - began) / 1_000_000);
        jobs.complete(first.get(0), JobStatus.Completed);
        assertThat(jobs.lease("storm-2", PER_WORKER, Operation.Backup)).hasSize(1);
    }

    @Test
    void cloud_services_of_a_vault_take_turns() {
        jobs.submit(times(8, () -> backup("turns", "a")));
        jobs.submit(List.of(backup("turns", "b"), backup("turns", "c")));

        List<Lease> leases = jobs.lease("turns-1", PER_WORKER, Operation.Backup);

        assertThat(leases).extracting(CloudServicesIT::host).containsExactlyInAnyOrder("a", "b", "c", "a");
    }

    @Test
    void cloud_services_of_the_same_name_in_two_subscriptions_are_two() {
        jobs.submit(times(3, () -> backup("one", "web")));
        jobs.submit(times(3, () -> backup("two", "web")));

        List<Lease> leases = new ArrayList<>(jobs.lease("names-1", PER_WORKER, Operation.Backup));
        leases.addAll(jobs.lease("names-2", PER_WORKER, Operation.Backup));

        assertThat(leases).extracting(Lease::subscription).containsExactlyInAnyOrder("one", "one", "two", "two");
    }

    @Test
    void whatever_is_asked_and_ends_no_limit_is_passed_and_nothing_that_may_start_waits() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("CloudServicesIT: seed " + seed);
        Random random = new Random(seed);
        List<Job> queued = new ArrayList<>();
        List<Lease> running = new ArrayList<>();
        Map<Lease, String> workers = new HashMap<>();
        for (int step = 0; step < 120; step++) {
            int fresh = random.nextInt(6);
            queued.addAll(
                    jobs.submit(times(fresh, () -> backup("r" + random.nextInt(3), "host-" + random.nextInt(3)))));
            String worker = "random-" + random.nextInt(4);
            int max = 1 + random.nextInt(5);
            List<Lease> leased = jobs.lease(worker, max, Operation.Backup);
            leased.forEach(lease -> {
                assertThat(queued.removeIf(job -> job.id().equals(lease.job()))).isTrue();
                workers.put(lease, worker);
            });
            running.addAll(leased);
            assertThat(most(running, Lease::subscription)).as("seed %d", seed).isLessThanOrEqualTo(PER_SUBSCRIPTION);
            assertThat(most(running, lease -> lease.subscription() + "/" + host(lease)))
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo(PER_CLOUD_SERVICE);
            assertThat(most(running, lease -> Objects.requireNonNull(workers.get(lease))))
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo(PER_WORKER);
            if (leased.size() < max && count(running, workers::get, worker) < PER_WORKER) {
                assertThat(queued).as("seed %d: could have started", seed).noneMatch(job -> mayStart(job, running));
            }
            for (int i = random.nextInt(5); i > 0 && !running.isEmpty(); i--) {
                jobs.complete(running.remove(random.nextInt(running.size())), JobStatus.Completed);
            }
        }
    }

    private static boolean mayStart(Job job, List<Lease> running) {
        return count(running, Lease::subscription, job.subscription()) < PER_SUBSCRIPTION
                && count(
                                running,
                                lease -> lease.subscription() + "/" + host(lease),
                                job.subscription() + "/"
                                        + Objects.requireNonNull(job.item()).cloudService())
                        < PER_CLOUD_SERVICE;
    }

    private static long most(List<Lease> running, Function<Lease, String> group) {
        return running.stream().collect(Collectors.groupingBy(group, Collectors.counting())).values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }

    private static <T> long count(List<Lease> running, Function<Lease, T> group, T value) {
        return running.stream()
                .filter(lease -> value.equals(group.apply(lease)))
                .count();
    }

    private static String host(Lease lease) {
        JobItem item = Objects.requireNonNull(lease.item());
        return item.cloudService();
    }

    private static JobSubmission backup(String subscription, String cloudService) {
        return ofMachine(Operation.Backup, Ids.next(), subscription, cloudService, Map.of());
    }
}
