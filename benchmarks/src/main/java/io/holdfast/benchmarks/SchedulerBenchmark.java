package io.holdfast.benchmarks;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.PageRequest;
import io.holdfast.contracts.protection.ListProtectedItems;
import io.holdfast.contracts.protection.PolicyChanged;
import io.holdfast.contracts.protection.ProtectedItemFilter;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.job.JobMain;
import io.holdfast.platform.Bus;
import io.holdfast.platform.Host;
import io.holdfast.protection.ProtectionMain;
import io.holdfast.scheduler.SchedulerMain;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/**
 * Very many items due in the same minute: two replicas of scheduler-service have all their jobs submitted, while somebody looks at lists. Then
 * db-scheduler, two instances as well, runs as many tasks on the same server, each of which inserts one row.
 */
final class SchedulerBenchmark {

    private static final int POLICIES = 20;
    /** So many before the clock runs, on either side: servers are warm. */
    static final int WARM_UP = 10_000;

    private static final long POLL_MILLIS = 100;
    private static final long PATIENCE_MINUTES = 15;
    private static final Instant BEFORE = Instant.parse("2026-02-28T21:59:00Z");
    private static final Instant DUE = Instant.parse("2026-03-01T22:00:00Z");
    private static final Caller CALLER = new Caller("benchmark");

    private record Measured(double perSecond, long duplicates, long missing) {}

    private SchedulerBenchmark() {}

    /** Whether every item had its job exactly once. */
    static boolean run(int items) throws Exception {
        // as the standalone server has it: what is committed survives a power cut
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("shared_buffers", "128MB")
                .setServerConfig("max_connections", "200")
                .start()) {
            DataSource database = postgres.getPostgresDatabase();
            Measured own = holdfast(postgres.getPort(), database, items);
            double theirs = DbSchedulerPeer.perSecond(postgres.getPort(), database, items);
            System.out.printf(
                    "scheduler-bench items=%d per_second=%.0f dbscheduler_ratio=%.2f duplicates=%d missing=%d%n",
                    items, own.perSecond, own.perSecond / theirs, own.duplicates, own.missing);
            return own.duplicates == 0 && own.missing == 0;
        }
    }

    private static Measured holdfast(int port, DataSource database, int items) throws Exception {
        SetClock clock = new SetClock();
        Vertx vertx = Vertx.vertx();
        JsonObject config = new JsonObject()
                .put(
                        "database",
                        new JsonObject()
                                .put("url", "postgresql://localhost:" + port + "/postgres")
                                .put("user", "postgres")
                                .put("password", "postgres"));
        Host host = await(Host.start(
                vertx, config, clock, List.of(JobMain.SERVICE, ProtectionMain.SERVICE, SchedulerMain.SERVICE)));
        Host second = await(Host.start(vertx, config, clock, List.of(SchedulerMain.SERVICE)));
        try {
            policies(database);
            Bus bus = new Bus(vertx, "benchmark");
            bus.publish(ProtectionEndpoints.POLICY_CHANGED, new PolicyChanged("vault-1", "Nightly"));
            waitFor(database, "select count(*) from scheduler.policies", POLICIES, bus);
            items(database, WARM_UP);
            clock.now = DUE.minus(Duration.ofDays(1));
            waitFor(database, "select count(*) from job.job", WARM_UP, bus);
            execute(database, "truncate job.job, job.job_event, protection.jobs, protection.items cascade");
            items(database, items);
            clock.now = DUE;
            long began = System.nanoTime();
            List<Long> looks = waitFor(database, "select count(*) from job.job", items, bus);
            double seconds = (System.nanoTime() - began) / 1e9;
            long jobs = number(database, "select count(*) from job.job");
            long distinct = number(database, "select count(distinct item_id) from job.job");
            looks.sort(null);
            System.out.printf(
                    "holdfast: %d jobs in %.1f s, %.0f a second; %d looks at a list meanwhile, median %d ms, longest %d ms%n",
                    jobs,
                    seconds,
                    jobs / seconds,
                    looks.size(),
                    looks.get(looks.size() / 2),
                    looks.get(looks.size() - 1));
            return new Measured(distinct / seconds, jobs - distinct, items - distinct);
        } finally {
            await(second.stop());
            await(host.stop());
            await(vertx.close());
        }
    }

    private static void policies(DataSource database) throws SQLException {
        execute(database, """
                insert into protection.vaults (name, id, region, type, encryption, chunk_size, store_kind, store_path, created_at)
                select 'vault-' || n, gen_random_uuid(), 'home', 'RecoveryServices', false, 262144, 'Directory', 'vault-' || n, '%s'
                from generate_series(1, %d) n
                """.formatted(BEFORE, POLICIES));
        execute(database, """
                insert into protection.policies (vault, name, schedules, retention, created_at, scheduled_at)
                select name, 'Nightly', '[{"kind":"Daily","times":["22:00"],"days":[],"timeZone":"UTC"}]', '{"daily":{"days":30}}', '%1$s', '%1$s'
                from protection.vaults
                """.formatted(BEFORE));
    }

    private static void items(DataSource database, int items) throws SQLException {
        execute(database, """
                insert into protection.items
                    (id, vault, claim, claim_id, claim_at, machine, name, status, policy, created_at, last_occurrence)
                select gen_random_uuid(), 'vault-' || (1 + n %% %2$d), 'Claimed', gen_random_uuid(), '%1$s', gen_random_uuid(),
                       'machine-' || n, 'InitialBackupPending', 'Nightly', '%1$s', '%1$s'
                from generate_series(1, %3$d) n
                """.formatted(BEFORE, POLICIES, items));
        execute(database, "analyze");
    }

    /** How many milliseconds each look at a list took meanwhile. */
    private static List<Long> waitFor(DataSource database, String count, long wanted, Bus bus) throws Exception {
        List<Long> looks = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
        ListProtectedItems list = new ListProtectedItems(
                new ProtectedItemFilter("vault-1", List.of(), null, List.of(), null, false), PageRequest.first());
        while (number(database, count) < wanted && System.nanoTime() < end) {
            long began = System.nanoTime();
            await(bus.call(ProtectionEndpoints.ITEM_LIST, list, CALLER));
            looks.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
            poll();
        }
        return looks.isEmpty() ? new ArrayList<>(List.of(0L)) : looks;
    }

    static void execute(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Waits, looking as often on either side. */
    static void poll() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }

    static long number(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static <T> T await(Future<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);
    }

    private static final class SetClock extends Clock {
        private volatile Instant now = BEFORE.plus(Duration.ofSeconds(30));

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("UTC only");
        }
    }
}
