package io.holdfast.job;

import static io.holdfast.job.JobRows.COLUMNS;

import io.holdfast.contracts.job.Operation;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Which queued jobs are next, and which leases have lapsed. Rows come locked; other replicas step over them.
 */
final class LeaseStore {

    /** A locked job with a token of its own and the database's time. */
    record Candidate(TrackedJob job, long token, Instant now) {}

    /** Cheap, so that idle polls cost nothing. */
    Future<Boolean> anyQueued(SqlClient client, List<Operation> operations) {
        return client.preparedQuery(
                        "select exists (select from job where status = 'Queued' and operation = any($1)) as any")
                .execute(Tuple.of((Object) names(operations)))
                .map(rows -> rows.iterator().next().getBoolean("any"));
    }

    /** Limits hold only while nobody else hands out backups and restores: one transaction at a time does. */
    Future<Void> serializeMoves(SqlConnection connection) {
        return connection
                .query("select pg_advisory_xact_lock(hashtext('holdfast.job.moves'))")
                .execute()
                .mapEmpty();
    }

    /**
     * Vaults take turns: the one with fewest running jobs first, then the one served longest ago, then the oldest job. Looks at the head of each
     * vault's queue only, so a long queue costs no more than a short one. Written so that the plan is good without statistics, as in a queue
     * that was filled a moment ago: each step is materialized, and {@code is true} leaves the primary key as the only way to a row.
     */
    Future<List<Candidate>> next(
            SqlConnection connection,
            String worker,
            List<Operation> operations,
            int max,
            int perSubscription,
            int perWorker) {
        return connection
                .preparedQuery("""
                        with recursive names(lane) as (
                            (select lane from job where status = 'Queued' order by lane limit 1)
                            union all
                            select (select j.lane from job j where j.status = 'Queued' and j.lane > n.lane order by j.lane limit 1)
                            from names n where n.lane is not null
                        ),
                        running as materialized (
                            select lane, operation, subscription, worker, holds_machine, operation in ('Backup', 'Restore') as moves
                            from job where status in ('InProgress', 'Cancelling')
                        ),
                        busy as materialized (
                            select subscription, count(*) as jobs from running where moves and subscription is not null group by 1
                        ),
                        lanes as materialized (
                            select lane,
                                   (select count(*) from running r where r.lane = n.lane and r.operation = any($1)) as load,
                                   coalesce((select max(token) from job s where s.lane = n.lane and s.token > 0), 0) as served
                            from names n where lane is not null
                        ),
                        heads as materialized (
                            select j.*, l.load, l.served, j.operation in ('Backup', 'Restore') as moves
                            from lanes l
                            cross join unnest($1::text[]) as o(operation)
                            cross join lateral (
                                select j.id, j.lane, j.operation, j.subscription, j.holds_machine, j.created_at
                                from job j
                                where j.status = 'Queued' and j.lane = l.lane and j.operation = o.operation
                                  and not exists (select from running r where r.holds_machine = j.holds_machine)
                                  and not exists (select from busy b where b.subscription = j.subscription and b.jobs >= $4
                                                                       and j.operation in ('Backup', 'Restore'))
                                order by j.created_at, j.id
                                limit 4 * $3) j
                        ),
                        in_turn as (
                            select *, load + row_number() over (partition by lane order by created_at, id) as turn,
                                   row_number() over (partition by coalesce(holds_machine, id) order by created_at, id) as of_machine
                            from heads
                        ),
                        in_subscription as materialized (
                            select *, row_number() over (partition by moves, subscription order by turn, served, created_at, id) as of_subscription
                            from in_turn where of_machine = 1
                        ),
                        in_worker as materialized (
                            select s.*, row_number() over (partition by moves order by turn, served, created_at, id) as of_worker
                            from in_subscription s left join busy b on b.subscription = s.subscription
                            where not s.moves or s.subscription is null or s.of_subscription <= $4 - coalesce(b.jobs, 0)
                        ),
                        allowed as materialized (
                            select id from in_worker
                            where not moves or of_worker <= $5 - (select count(*) from running where moves and worker = $2)
                            order by turn, served, created_at, id
                        )
                        select nextval('lease_token') as new_token, clock_timestamp() as now,
                        """ + COLUMNS + """
                                from allowed a
                                cross join lateral (select * from job j
                                                    where j.id = a.id and (j.status = 'Queued') is true
                                                    for no key update skip locked) j
                                limit $3
                                """)
                .execute(Tuple.of(names(operations), worker, max, perSubscription, perWorker))
                .map(LeaseStore::candidates);
    }

    Future<List<Candidate>> lapsed(SqlConnection connection, int max) {
        return connection
                .preparedQuery("""
                        select nextval('lease_token') as new_token, clock_timestamp() as now,
                        """ + COLUMNS + """
                                from (select * from job
                                      where status in ('InProgress', 'Cancelling') and leased_until < now()
                                      limit $1
                                      for no key update skip locked) j
                                """)
                .execute(Tuple.of(max))
                .map(LeaseStore::candidates);
    }

    private static String[] names(List<Operation> operations) {
        return operations.stream().map(Operation::name).toArray(String[]::new);
    }

    private static List<Candidate> candidates(RowSet<Row> rows) {
        List<Candidate> candidates = new ArrayList<>();
        rows.forEach(row -> candidates.add(new Candidate(
                JobRows.job(row),
                row.getLong("new_token"),
                row.getOffsetDateTime("now").toInstant())));
        return candidates;
    }
}
