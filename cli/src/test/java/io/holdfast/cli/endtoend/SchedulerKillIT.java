package io.holdfast.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.protection.RunDue;
import io.holdfast.job.JobMain;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.TestDatabase;
import io.holdfast.protection.ProtectionMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Five days of schedules in minutes: three JVMs of scheduler-service, one of which is killed with SIGKILL every few seconds, at any moment and in
 * the middle of each large run, beside real ones of protection-service and job-service. The clock jumps to just before the next run, and goes on a
 * minute a second until its backups have ended.
 */
@ExtendWith(PostgresExtension.class)
class SchedulerKillIT {
    private static final Instant START = Instant.parse("2026-03-27T10:00:00Z");
    private static final Instant END = START.plus(Duration.ofDays(5));
    private static final int HEAP_MIB = 96;
    private static final int REPLICAS = 3;
    private static final String RUNS = "runs; health";
    private static final long TICK_MILLIS = 20;
    private static final long MINUTE_A_SECOND = 60;
    private static final Duration BEFORE = Duration.ofSeconds(10);

    /** More pages than one that is done and one that is under way. */
    private static final int LARGE = 2 * RunDue.MAX_LIMIT + 300;

    /**
     * {@code times}: what its schedules come to, of every day or of a weekday, by the clock of the zone, which changes to summer time on 29
     * March in Berlin.
     */
    private record Policy(String name, int items, String schedules, ZoneId zone, Set<String> times) {}

    private static final List<Policy> POLICIES = List.of(
            new Policy(
                    "large",
                    LARGE,
                    "[{'kind':'Daily','times':['04:00'],'days':[],'timeZone':'Europe/Berlin'}]",
                    ZoneId.of("Europe/Berlin"),
                    Set.of("04:00")),
            new Policy(
                    "often",
                    20,
                    "[{'kind':'Hourly','times':[],'days':[],'timeZone':'Asia/Kathmandu','hourly':{'every':6,'from':'03:30','hours':12}},"
                            + "{'kind':'Daily','times':['22:15'],'days':[],'timeZone':'Asia/Kathmandu'}]",
                    ZoneId.of("Asia/Kathmandu"),
                    Set.of("03:30", "09:30", "15:30", "22:15")),
            new Policy(
                    "weekly",
                    20,
                    "[{'kind':'Weekly','times':['05:00','22:30'],'days':['Sunday','Monday'],'timeZone':'America/St_Johns'},"
                            + "{'kind':'Daily','times':['22:30'],'days':[],'timeZone':'America/St_Johns','jitter':'PT2M'}]",
                    ZoneId.of("America/St_Johns"),
                    Set.of("SUNDAY 05:00", "MONDAY 05:00", "22:30")),
            new Policy(
                    "spread",
                    20,
                    "[{'kind':'Daily','times':['11:00','23:30'],'days':[],'timeZone':'UTC','jitter':'PT5M'}]",
                    ZoneId.of("UTC"),
                    Set.of("11:00", "23:30")));

    @TempDir
    Path folder;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<ChildJvm> schedulers = new ArrayList<>();
    private final Map<UUID, Policy> items = new HashMap<>();
    private TestDatabase database;
    private Path config;
    private Path clockFile;
    private SharedClock clock;
    private int starts;
    private int killedInTheMiddle;
    private volatile boolean over;

    @Test
    void fiveDaysOfSchedulersThatAreKilledEveryFewSecondsMissNoRunAndRepeatNone(TestDatabase database)
            throws Exception {
        System.out.println("SchedulerKillIT: seed " + seed);
        this.database = database;
        clockFile = folder.resolve("clock");
        clock = new SharedClock(clockFile);
        clock.set(START);
        config = configuration();
        ExecutorService killer = Executors.newSingleThreadExecutor();
        try (ChildJvm job = child("job", JobMain.class);
                ChildJvm protection = child("protection", ProtectionMain.class);
                ChildJvm mover = child("mover", InstantMover.class)) {
            for (ChildJvm service : List.of(job, protection, mover)) {
                running(service);
            }
            fill();
            for (int i = 0; i < REPLICAS; i++) {
                schedulers.add(child("scheduler", SharedClock.Scheduler.class, clockFile.toString()));
            }
            Future<Integer> kills = killer.submit(this::killAgainAndAgain);
            Set<String> expected = fiveDays();
            over = true;
            int killed = kills.get(2, TimeUnit.MINUTES);

            System.out.println("SchedulerKillIT: " + expected.size() + " backups, " + killed
                    + " schedulers killed at any moment, " + killedInTheMiddle + " in the middle of a run");
            assertThat(killed).as("seed %d", seed).isGreaterThanOrEqualTo(5);
            assertThat(killedInTheMiddle).as("seed %d", seed).isEqualTo(5);
            List<String> asked = column("select dedup_key from job.job order by 1");
            assertThat(asked).as("seed %d: nothing twice", seed).doesNotHaveDuplicates();
            assertThat(new HashSet<>(asked)).as("seed %d", seed).isEqualTo(expected);
            assertThat(column("select name from protection.items where skipped_at is not null"))
                    .as("seed %d: nothing left out", seed)
                    .isEmpty();
        } finally {
            over = true;
            killer.shutdown();
            assertThat(killer.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
            schedulers.forEach(ChildJvm::close);
        }
    }

    /** Returns the dedup keys of all backups there have to be. */
    private Set<String> fiveDays() throws Exception {
        Map<Instant, Set<String>> due = new HashMap<>();
        items.forEach((item, policy) -> runs(policy)
                .forEach(run -> due.computeIfAbsent(run, x -> new HashSet<>()).add("backup:" + item + ":" + run)));
        Set<String> expected = new HashSet<>();
        for (Instant run : new TreeSet<>(due.keySet())) {
            expected.addAll(due.get(run));
            if (due.get(run).size() >= LARGE) {
                killInTheMiddleOf(run);
            } else {
                jumpTo(run.minus(BEFORE));
            }
            untilTrue("the backups of " + run, () -> number("select count(*) from job.job") >= expected.size());
            untilTrue("their ends", () -> number("select count(*) from protection.jobs") == 0);
        }
        return expected;
    }

    /** What the clock on the wall says, minute by minute. */
    private static List<Instant> runs(Policy policy) {
        List<Instant> runs = new ArrayList<>();
        for (Instant minute = START.plus(1, ChronoUnit.MINUTES);
                minute.isBefore(END);
                minute = minute.plus(1, ChronoUnit.MINUTES)) {
            LocalDateTime local = LocalDateTime.ofInstant(minute, policy.zone());
            String time = local.toLocalTime().toString();
            if (policy.times().contains(time) || policy.times().contains(local.getDayOfWeek() + " " + time)) {
                runs.add(minute);
            }
        }
        return runs;
    }

    private void jumpTo(Instant instant) {
        if (instant.isAfter(clock.instant())) {
            clock.set(instant);
        }
    }

    /** Leases of the dead run out meanwhile. */
    private void untilTrue(String what, Callable<Boolean> condition) {
        Awaitility.await(what + ", seed " + seed)
                .atMost(Duration.ofMinutes(3))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(TICK_MILLIS))
                .until(() -> {
                    clock.set(clock.instant().plusMillis(TICK_MILLIS * MINUTE_A_SECOND));
                    return condition.call();
                });
    }

    /** One that runs, and never the last of those. */
    private int killAgainAndAgain() throws Exception {
        int kills = 0;
        while (!over) {
            TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(1_500));
            synchronized (schedulers) {
                List<ChildJvm> running = runningSchedulers();
                if (running.size() > 1) {
                    replace(running.get(random.nextInt(running.size())));
                    kills++;
                }
            }
        }
        return kills;
    }

    /** The one that asks for its pages dies when the first is done. */
    private void killInTheMiddleOf(Instant run) {
        String page = "run of " + run + ": " + RunDue.MAX_LIMIT + " backups started";
        synchronized (schedulers) {
            Awaitility.await("two schedulers, seed " + seed)
                    .atMost(Duration.ofMinutes(3))
                    .until(() -> runningSchedulers().size() > 1);
            jumpTo(run.minus(BEFORE));
            untilTrue("the first page of " + run, () -> asking(page).isPresent());
            replace(asking(page).orElseThrow());
            killedInTheMiddle++;
        }
    }

    private Optional<ChildJvm> asking(String page) {
        return schedulers.stream().filter(jvm -> jvm.printed().contains(page)).findFirst();
    }

    private List<ChildJvm> runningSchedulers() {
        return schedulers.stream().filter(jvm -> jvm.printed().contains(RUNS)).toList();
    }

    private void replace(ChildJvm victim) {
        victim.kill();
        schedulers.remove(victim);
        schedulers.add(child("scheduler", SharedClock.Scheduler.class, clockFile.toString()));
    }

    private static void running(ChildJvm jvm) {
        jvm.printed("([a-z]+) " + RUNS);
    }

    private ChildJvm child(String name, Class<?> main, String... first) {
        List<String> arguments = new ArrayList<>(List.of(first));
        arguments.addAll(List.of("--config", config.toString()));
        Path output = folder.resolve(name + "-" + ++starts + ".log");
        return ChildJvm.start(output, HEAP_MIB, List.of(), main, arguments.toArray(String[]::new));
    }

    private Path configuration() throws IOException {
        return Files.writeString(folder.resolve("holdfast.yaml"), """
                database: {url: "%s", user: "%s", password: "%s", maxConnections: 4}
                cluster: {name: "%s", port: %d}
                management: {host: 127.0.0.1, port: 0}
                job: {perWorker: 1000}
                """.formatted(
                        database.url(), database.user(), database.password(), UUID.randomUUID(), Server.freePort()));
    }

    // the database -------------------------------------------------------------------------------

    private void fill() throws SQLException {
        execute("""
                insert into protection.vaults (name, id, region, type, encryption, chunk_size, store_kind, store_path, created_at)
                values ('home', gen_random_uuid(), 'home', 'RecoveryServices', false, 262144, 'Directory', 'home', '%s')
                """.formatted(START));
        for (Policy policy : POLICIES) {
            execute("""
                    insert into protection.policies (vault, name, schedules, retention, created_at, scheduled_at)
                    values ('home', '%1$s', '%2$s', '{"daily":{"days":30}}', '%3$s', '%3$s')
                    """.formatted(policy.name(), policy.schedules().replace('\'', '"'), START));
            execute("""
                    insert into protection.items
                        (id, vault, claim, claim_id, claim_at, machine, name, status, policy, created_at, last_occurrence)
                    select gen_random_uuid(), 'home', 'Claimed', gen_random_uuid(), '%2$s', gen_random_uuid(), '%1$s-' || n, 'Protected',
                           '%1$s', '%2$s', '%2$s'
                    from generate_series(1, %3$d) n
                    """.formatted(policy.name(), START, policy.items()));
            for (String id : column("select id::text from protection.items where policy = '" + policy.name() + "'")) {
                items.put(UUID.fromString(id), policy);
            }
        }
    }

    private long number(String sql) throws SQLException {
        return Long.parseLong(column(sql).get(0));
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> column(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }
}
