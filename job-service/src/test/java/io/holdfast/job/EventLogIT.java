package io.holdfast.job;

import static io.holdfast.job.Replica.asked;
import static io.holdfast.job.Replica.inVault;
import static io.holdfast.job.Replica.times;
import static io.holdfast.platform.testing.ServiceHarness.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.job.EventLog;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobEvent;
import io.holdfast.contracts.job.JobFilter;
import io.holdfast.contracts.job.JobLogRequest;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.Lease;
import io.holdfast.contracts.job.LeaseRequest;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.job.SnapshotRequest;
import io.holdfast.contracts.job.StreamSnapshot;
import io.holdfast.contracts.job.SubmitJobs;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class EventLogIT {
    private static Replica one;
    private static Replica other;

    @BeforeAll
    static void start(TestDatabase own) {
        one = new Replica(own);
        other = new Replica(own);
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
    }

    @Test
    void numbers_come_in_the_order_of_commits_without_holes_while_many_write_through_two_replicas() throws Exception {
        long start = one.since(Long.MAX_VALUE).newest();
        int writers = 8;
        int rounds = 25;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        List<java.util.concurrent.Future<?>> writing = new ArrayList<>();
        for (int w = 0; w < writers; w++) {
            Replica replica = w % 2 == 0 ? one : other;
            String worker = "writer-" + w;
            writing.add(threads.submit(() -> {
                for (int round = 0; round < rounds; round++) {
                    replica.submit(asked(Operation.Register), asked(Operation.Register));
                    replica.lease(worker, 2, Operation.Register)
                            .forEach(lease -> replica.complete(lease, JobStatus.Completed));
                }
            }));
        }
        threads.shutdown();

        List<Long> seen = new ArrayList<>();
        long last = start;
        boolean done = false;
        while (!done) {
            done = threads.isTerminated();
            EventLog log = (seen.size() % 2 == 0 ? one : other).since(last);
            for (JobEvent event : log.events()) {
                seen.add(event.seq());
                last = event.seq();
            }
            done &= last == log.newest();
        }
        for (java.util.concurrent.Future<?> writer : writing) {
            writer.get();
        }

        assertThat(seen)
                .as("a tailing reader misses nothing and meets no lower number")
                .hasSizeGreaterThan(writers * rounds * 2)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(start + 1, last).boxed().toList());
    }

    @Test
    void a_snapshot_and_the_events_after_its_number_add_up_to_the_present() {
        String vault = "snapshots";
        JobFilter filter = new JobFilter(vault, List.of(), List.of(), null, null, null);
        List<Future<?>> busy = new ArrayList<>();
        List<StreamSnapshot> snapshots = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            busy.add(
                    one.later(JobEndpoints.SUBMIT, new SubmitJobs(times(5, () -> inVault(Operation.Discover, vault)))));
            busy.add(other.later(JobEndpoints.LEASE, new LeaseRequest("w", List.of(Operation.Discover), 3))
                    .compose(leases -> Future.join(leases.leases().stream()
                            .map(lease -> other.later(JobEndpoints.COMPLETE, Replica.end(lease, JobStatus.Completed)))
                            .toList())));
            snapshots.add(one.call(JobEndpoints.SNAPSHOT, new SnapshotRequest(filter)));
        }
        await(Future.join(busy));

        Map<UUID, JobStatus> present = statuses(
                one.call(JobEndpoints.SNAPSHOT, new SnapshotRequest(filter)).jobs());
        assertThat(present).hasSize(100);
        for (StreamSnapshot snapshot : snapshots) {
            Map<UUID, JobStatus> replayed = statuses(snapshot.jobs());
            for (JobEvent event : all(snapshot.seq())) {
                if (event.isTransition() && vault.equals(event.vault())) {
                    replayed.put(event.job(), event.status());
                }
            }
            assertThat(replayed).isEqualTo(present);
        }
    }

    @Test
    void a_job_has_its_own_lines_in_order_and_by_page() {
        Lease lease = one.started(Operation.Prune);
        one.complete(lease, JobStatus.Completed);
        List<JobEvent> lines = one.log(lease.job());

        EventLog page = one.call(
                JobEndpoints.LOG, new JobLogRequest(lease.job(), lines.get(0).seq(), 1));

        assertThat(page.events()).containsExactly(lines.get(1));
        assertThat(page.newest()).isGreaterThanOrEqualTo(lines.get(2).seq());
        assertThat(lines)
                .extracting(JobEvent::status)
                .containsExactly(JobStatus.Queued, JobStatus.InProgress, JobStatus.Completed);
    }

    @Test
    void trimming_takes_old_lines_from_the_front_and_says_so_but_never_the_newest() throws SQLException {
        TestDatabase own = PostgresExtension.create();
        try (Replica replica = new Replica(own)) {
            assertThat(replica.since(0)).isEqualTo(new EventLog(List.of(), 0, 0));
            List<JobSubmission> many = times(1500, () -> asked(Operation.Discover));
            replica.submit(many);
            execute(own, "update job.job_event set at = at - interval '8 days' where seq <= 1200");
            EventStore log = new EventStore();
            Pool pool = pool(replica, own);

            assertThat(await(log.trim(pool, Duration.ofDays(7))))
                    .as("more to do")
                    .isTrue();
            assertThat(await(log.trim(pool, Duration.ofDays(7)))).isFalse();

            EventLog kept = replica.since(0);
            assertThat(kept.oldest()).isEqualTo(1201);
            assertThat(kept.newest()).isEqualTo(1500);
            assertThat(kept.events()).hasSize(300);
            execute(own, "update job.job_event set at = at - interval '8 days'");
            await(log.trim(pool, Duration.ofDays(7)));
            assertThat(replica.since(0).oldest()).isEqualTo(1500);
            await(pool.close());
        }
    }

    private static List<JobEvent> all(long since) {
        List<JobEvent> all = new ArrayList<>();
        EventLog log = one.since(since);
        while (!log.events().isEmpty()) {
            all.addAll(log.events());
            log = one.since(all.get(all.size() - 1).seq());
        }
        return all;
    }

    private static Map<UUID, JobStatus> statuses(List<Job> jobs) {
        Map<UUID, JobStatus> statuses = new HashMap<>();
        jobs.forEach(job -> statuses.put(job.id(), job.status()));
        return statuses;
    }

    private static Pool pool(Replica replica, TestDatabase of) {
        return PgBuilder.pool()
                .connectingTo(PgConnectOptions.fromUri(of.url())
                        .setUser(of.user())
                        .setPassword(of.password())
                        .addProperty("search_path", "job"))
                .using(replica.vertx())
                .build();
    }

    private static void execute(TestDatabase in, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(in.jdbcUrl(), in.user(), in.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
