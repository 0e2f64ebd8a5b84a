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

    /** How many backups and restores run at the same time, at most. */
    record Limits(int perSubscription, int perCloudService, int perWorker) {}

    /**
     * Vaults take turns: the one with fewest running jobs first, then the one served longest ago; so do the cloud services of a vault; then the
     * oldest job. Looks at the head of each cloud service's queue only, and at none of those that are at their limit, so a long queue costs no
     * more than a short one, and nobody waits behind jobs that cannot start. Written so that the plan is good without statistics, as in a queue that was filled a
     * moment ago: each step is materialized, and {@code is true} leaves the primary key as the only way to a row.
     */
    Future<List<Candidate>> next(
            SqlConnection connection, String worker, List<Operation> operations, int max, Limits limits) {
        return connection
                .preparedQuery("""
                        with recursive queues(lane, subscription, host) as (
                            (select lane, coalesce(subscription, ''), coalesce(item_cloud_service, '') from job where status = 'Queued'
                             order by 1, 2, 3 limit 1)
                            union all
                            select n.* from queues q cross join lateral (
                                select lane, coalesce(subscription, ''), coalesce(item_cloud_service, '') from job
                                where status = 'Queued'
                                  and (lane, coalesce(subscription, ''), coalesce(item_cloud_service, '')) > (q.lane, q.subscription, q.host)
                                order by 1, 2, 3 limit 1) n
                        ),
                        running as materialized (
                            select lane, coalesce(subscription, '') as subscription, coalesce(item_cloud_service, '') as host, operation, worker,
                                   holds_machine, operation in ('Backup', 'Restore') as moves
                            from job where status in ('InProgress', 'Cancelling')
                        ),
                        in_subscriptions as materialized (
                            select subscription, count(*) as jobs from running where moves and subscription <> '' group by 1
                        ),
                        on_hosts as materialized (
                            select subscription, host, count(*) as jobs from running where moves and host <> '' group by 1, 2
                        ),
                        lanes as materialized (
                            select lane,
                                   (select count(*) from running r where r.lane = n.lane and r.operation = any($1)) as load,
                                   coalesce((select max(token) from job s where s.lane = n.lane and s.token > 0), 0) as served
                            from (select distinct lane from queues) n
                        ),
                        open as materialized (
                            select q.lane, q.subscription, q.host, o.operation, o.operation in ('Backup', 'Restore') as moves, l.load, l.served,
                                   case when q.subscription = '' then null else $4 - coalesce(s.jobs, 0) end as left_in_subscription,
                                   case when q.host = '' then null else $6 - coalesce(h.jobs, 0) end as left_on_host,
                                   coalesce(h.jobs, 0) as on_host
                            from queues q
                            join lanes l on l.lane = q.lane
                            cross join unnest($1::text[]) as o(operation)
                            left join in_subscriptions s on s.subscription = q.subscription
                            left join on_hosts h on h.subscription = q.subscription and h.host = q.host
                        ),
                        heads as materialized (
                            select j.id, j.created_at, j.holds_machine, o.*
                            from open o
                            cross join lateral (
                                select j.id, j.holds_machine, j.created_at
                                from job j
                                where j.status = 'Queued' and j.lane = o.lane
                                  and coalesce(j.subscription, '') = o.subscription and coalesce(j.item_cloud_service, '') = o.host
                                  and j.operation = o.operation
                                  and not exists (select from running r where r.holds_machine = j.holds_machine)
                                order by j.created_at, j.id
                                limit 4 * $3) j
                            where not o.moves or least(o.left_in_subscription, o.left_on_host, 1) > 0
                        ),
                        on_host as (
                            select *,
                                   row_number() over (partition by coalesce(holds_machine, id) order by created_at, id) as of_machine,
                                   on_host + row_number() over (partition by lane, subscription, host order by created_at, id) as host_turn
                            from heads
                        ),
                        in_turn as (
                            select *, load + row_number() over (partition by lane order by host_turn, created_at, id) as turn,
                                   row_number() over (partition by moves, subscription, host order by created_at, id) as of_host
                            from on_host where of_machine = 1
                        ),
                        in_subscription as materialized (
                            select *, row_number() over (partition by moves, subscription order by turn, served, created_at, id) as of_subscription
                            from in_turn where not moves or left_on_host is null or of_host <= left_on_host
                        ),
                        in_worker as materialized (
                            select *, row_number() over (partition by moves order by turn, served, created_at, id) as of_worker
                            from in_subscription
                            where not moves or left_in_subscription is null or of_subscription <= left_in_subscription
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
                .execute(Tuple.of(
                        names(operations),
                        worker,
                        max,
                        limits.perSubscription(),
                        limits.perWorker(),
                        limits.perCloudService()))
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
