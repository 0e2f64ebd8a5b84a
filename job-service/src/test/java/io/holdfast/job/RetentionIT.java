package io.holdfast.job;

import static io.holdfast.job.Replica.asked;
import static io.holdfast.job.Replica.times;
import static io.holdfast.platform.testing.ServiceHarness.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobStates;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.ReferredJobs;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class RetentionIT {
    private Replica replica;
    private Pool pool;
    private Retention retention;

    @BeforeEach
    void start() {
        TestDatabase own = PostgresExtension.create();
        replica = new Replica(own);
        pool = PgBuilder.pool()
                .connectingTo(PgConnectOptions.fromUri(own.url())
                        .setUser(own.user())
                        .setPassword(own.password())
                        .addProperty("search_path", "job"))
                .using(replica.vertx())
                .build();
        retention = new Retention(pool, replica.bus(), new JobStore(), Duration.ofDays(90));
    }

    @AfterEach
    void stop() {
        await(pool.close());
        replica.close();
    }

    /** Ids of as many jobs that ended so many days ago. */
    private List<UUID> ended(int jobs, int daysAgo) {
        List<JobSubmission> asked = times(jobs, () -> asked(Operation.Drill));
        replica.submit(asked);
        List<UUID> ids = asked.stream().map(JobSubmission::id).toList();
        await(pool.preparedQuery("""
                        update job set status = 'Completed', ended_at = now() - make_interval(days => $2) where id = any($1)
                        """).execute(Tuple.of(ids.toArray(UUID[]::new), daysAgo)));
        return ids;
    }

    private Set<UUID> left(List<UUID> ids) {
        return replica.call(JobEndpoints.STATES, new JobStates(ids)).jobs().stream()
                .map(Job::id)
                .collect(Collectors.toSet());
    }

    private void trimAll() {
        while (await(retention.trim())) {}
    }

    @Test
    void old_jobs_go_except_those_that_something_names_however_many() {
        List<UUID> named = ended(600, 400);
        List<UUID> old = ended(600, 91);
        List<UUID> young = ended(5, 89);
        List<UUID> waiting = times(5, () -> asked(Operation.Drill)).stream()
                .map(job -> replica.submit(job).get(0).id())
                .toList();
        await(replica.bus().serve(ProtectionEndpoints.REFERRED_JOBS, (asked, caller) -> {
            List<UUID> referred = asked.jobs().stream().filter(named::contains).toList();
            return Future.succeededFuture(new ReferredJobs(referred));
        }));

        trimAll();
        assertThat(left(old)).isEmpty();
        assertThat(left(named)).hasSize(600);
        assertThat(left(young)).hasSize(5);
        assertThat(left(waiting)).hasSize(5);
    }

    @Test
    void nothing_goes_while_nobody_says_what_is_named() {
        List<UUID> old = ended(3, 91);

        assertThatThrownBy(this::trimAll).isInstanceOf(HoldfastException.class);

        assertThat(left(old)).hasSize(3);
    }
}
