package io.holdfast.benchmarks;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * db-scheduler as its documentation has it for throughput: lock-and-fetch, a pool of connections as large as its threads.
 */
final class DbSchedulerPeer {

    private static final int THREADS = 20;

    private DbSchedulerPeer() {}

    /** Tasks a second that two instances run, each of which inserts a row. */
    static double perSecond(int port, DataSource database, int items) throws Exception {
        SchedulerBenchmark.execute(database, """
                create table scheduled_tasks (
                    task_name text not null, task_instance text not null, task_data bytea,
                    execution_time timestamp with time zone not null, picked boolean not null, picked_by text,
                    last_success timestamp with time zone, last_failure timestamp with time zone, consecutive_failures int,
                    last_heartbeat timestamp with time zone, version bigint not null, priority smallint,
                    primary key (task_name, task_instance));
                create index execution_time_idx on scheduled_tasks (execution_time);
                create index last_heartbeat_idx on scheduled_tasks (last_heartbeat);
                create table done (item uuid primary key)
                """);
        run(port, database, SchedulerBenchmark.WARM_UP);
        double seconds = run(port, database, items);
        System.out.printf("db-scheduler: %d tasks in %.1f s, %.0f a second%n", items, seconds, items / seconds);
        return items / seconds;
    }

    private static double run(int port, DataSource database, int items) throws Exception {
        SchedulerBenchmark.execute(database, """
                insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                select 'backup', gen_random_uuid()::text, now(), false, 1 from generate_series(1, %d)
                """.formatted(items));
        SchedulerBenchmark.execute(database, "analyze scheduled_tasks");
        try (HikariDataSource first = pool(port);
                HikariDataSource second = pool(port)) {
            List<Scheduler> schedulers =
                    Stream.of(first, second).map(pool -> scheduler(pool)).toList();
            long began = System.nanoTime();
            schedulers.forEach(Scheduler::start);
            while (SchedulerBenchmark.number(database, "select count(*) from scheduled_tasks") > 0) {
                SchedulerBenchmark.poll();
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            schedulers.forEach(Scheduler::stop);
            return seconds;
        }
    }

    private static Scheduler scheduler(DataSource pool) {
        OneTimeTask<Void> backup = Tasks.oneTime("backup").execute((instance, context) -> {
            try (Connection connection = pool.getConnection();
                    PreparedStatement insert = connection.prepareStatement("insert into done (item) values (?)")) {
                insert.setObject(1, UUID.fromString(instance.getId()));
                insert.execute();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        return Scheduler.create(pool, backup)
                .threads(THREADS)
                .pollUsingLockAndFetch(1.0, 4.0)
                .pollingInterval(Duration.ofSeconds(1))
                .build();
    }

    private static HikariDataSource pool(int port) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl("jdbc:postgresql://localhost:" + port + "/postgres");
        pool.setUsername("postgres");
        pool.setPassword("postgres");
        pool.setMaximumPoolSize(THREADS + 5);
        return pool;
    }
}
