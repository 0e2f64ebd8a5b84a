package io.holdfast.job;

import static io.holdfast.job.JobRows.COLUMNS;
import static io.holdfast.job.JobRows.jsonb;

import io.holdfast.contracts.job.JobItem;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.SubTask;
import io.holdfast.platform.Columns;
import io.holdfast.platform.Where;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Jobs by identity: insert, lock, save. All are set-based: a thousand jobs cost one statement.
 */
final class JobStore {

    record New(JobSubmission asked, int maxAttempts, List<SubTask> subTasks) {
        @Nullable
        JobItem item() {
            return asked.item();
        }
    }

    /** Locked rows in the order of their ids, and the database's time when the last lock was had. */
    record Locked(Map<UUID, TrackedJob> jobs, Instant now) {}

    record Ended(UUID id, OffsetDateTime at) {}

    private record Saved(UUID id, JobState state) {}

    /** Inserts those that collide with no unique key, and answers when each was created. */
    Future<Map<UUID, Instant>> insert(SqlConnection connection, List<New> jobs) {
        Columns<New> columns = new Columns<>(jobs)
                .uuids(job -> job.asked().id())
                .texts(job -> job.asked().operation().name())
                .texts(job -> job.asked().vault())
                .uuids(job -> job.item() == null ? null : job.item().id())
                .texts(job -> job.item() == null ? null : job.item().name())
                .texts(job -> job.item() == null ? null : job.item().cloudService())
                .uuids(job -> job.asked().machine())
                .texts(job -> job.asked().subscription())
                .texts(job -> jsonb(job.asked().params()))
                .texts(job -> job.asked().dedupKey())
                .texts(job -> job.asked().exclusiveKey())
                .texts(job -> job.asked().trigger().name())
                .texts(job -> job.asked().createdBy())
                .ints(New::maxAttempts)
                .texts(job -> jsonb(job.subTasks()));
        return connection.preparedQuery("""
                        insert into job (id, operation, vault, item_id, item_name, item_cloud_service, machine, subscription, params,
                                         dedup_key, exclusive_key, trigger, created_by, max_attempts, sub_tasks)
                        select id, operation, vault, item_id, item_name, item_cloud_service, machine, subscription, params::jsonb,
                               dedup_key, exclusive_key, trigger, created_by, max_attempts, sub_tasks::jsonb
                        from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::uuid[], $8::text[],
                                    $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::int[], $15::text[])
                             as a(id, operation, vault, item_id, item_name, item_cloud_service, machine, subscription, params, dedup_key,
                                  exclusive_key, trigger, created_by, max_attempts, sub_tasks)
                        on conflict do nothing
                        returning id, created_at
                        """).execute(columns.tuple()).map(rows -> {
            Map<UUID, Instant> created = new LinkedHashMap<>();
            rows.forEach(row -> created.put(
                    row.getUUID("id"), row.getOffsetDateTime("created_at").toInstant()));
            return created;
        });
    }

    Future<List<TrackedJob>> byIds(SqlClient client, Collection<UUID> ids) {
        return client.preparedQuery("select " + COLUMNS + " from job j where j.id = any($1)")
                .execute(Tuple.of(ids.toArray(UUID[]::new)))
                .map(JobStore::jobs);
    }

    Future<List<TrackedJob>> byDedupKeys(SqlClient client, Collection<String> keys) {
        return client.preparedQuery("select " + COLUMNS + " from job j where j.dedup_key = any($1)")
                .execute(Tuple.of(keys.toArray(String[]::new)))
                .map(JobStore::jobs);
    }

    Future<List<TrackedJob>> unfinishedByExclusiveKeys(SqlClient client, Collection<String> keys) {
        return client.preparedQuery("select " + COLUMNS + """
                                 from job j
                                where j.exclusive_key = any($1) and j.status in ('Queued', 'InProgress', 'Cancelling')
                                """)
                .execute(Tuple.of(keys.toArray(String[]::new)))
                .map(JobStore::jobs);
    }

    /** In the order of ids, so that no two transactions wait for each other. */
    Future<Locked> lock(SqlConnection connection, Collection<UUID> ids) {
        return connection
                .preparedQuery("select " + COLUMNS
                        + ", clock_timestamp() as now from job j where j.id = any($1) order by j.id for no key update")
                .execute(Tuple.of(ids.toArray(UUID[]::new)))
                .map(JobStore::locked);
    }

    /** Writes the states of jobs whose rows the transaction has locked. */
    Future<Void> save(SqlConnection connection, Collection<TrackedJob> jobs) {
        if (jobs.isEmpty()) {
            return Future.succeededFuture();
        }
        List<Saved> saved =
                jobs.stream().map(job -> new Saved(job.id(), job.state())).toList();
        return connection.preparedQuery("""
                        update job
                        set status = s.status, attempt = s.attempt, started_at = s."startedAt", ended_at = s."endedAt",
                            progress = s.progress, progress_at = s."progressAt", sub_tasks = s."subTasks", error = s.error,
                            warnings = s.warnings, result = s.result, token = s.token, worker = s.worker,
                            leased_until = s."leasedUntil"
                        from jsonb_to_recordset($1::text::jsonb) as u(id uuid, state jsonb),
                             jsonb_to_record(u.state) as s(status text, attempt int, "startedAt" timestamptz, "endedAt" timestamptz,
                                 progress jsonb, "progressAt" timestamptz, "subTasks" jsonb, error jsonb, warnings jsonb,
                                 result jsonb, token bigint, worker text, "leasedUntil" timestamptz)
                        where job.id = u.id
                        """).execute(Tuple.of(jsonb(saved))).mapEmpty();
    }

    /** Those that ended longer ago than that, the longest ago first; {@code after}: the last of the batch before. */
    Future<List<Ended>> endedBefore(SqlClient client, Duration age, @Nullable Ended after, int limit) {
        Where where = new Where().and("j.ended_at < now() - make_interval(secs => ?)", age.toMillis() / 1000.0);
        if (after != null) {
            where.and("(j.ended_at, j.id) > (?, ?)", after.at(), after.id());
        }
        String sql = "select j.id, j.ended_at from job j %s order by j.ended_at, j.id limit %s"
                .formatted(where.sql(), where.value(limit));
        return client.preparedQuery(sql).execute(where.values()).map(rows -> {
            List<Ended> ended = new ArrayList<>();
            rows.forEach(row -> ended.add(new Ended(row.getUUID("id"), row.getOffsetDateTime("ended_at"))));
            return ended;
        });
    }

    /** Only what is final: an end never changes. */
    Future<Void> forget(SqlClient client, Collection<UUID> ids) {
        return client.preparedQuery("delete from job where id = any($1) and ended_at is not null")
                .execute(Tuple.of(ids.toArray(UUID[]::new)))
                .mapEmpty();
    }

    static Locked locked(RowSet<Row> rows) {
        Map<UUID, TrackedJob> jobs = new LinkedHashMap<>();
        Instant now = Instant.MIN;
        for (Row row : rows) {
            TrackedJob job = JobRows.job(row);
            jobs.put(job.id(), job);
            now = row.getOffsetDateTime("now").toInstant();
        }
        return new Locked(jobs, now);
    }

    static List<TrackedJob> jobs(RowSet<Row> rows) {
        List<TrackedJob> jobs = new ArrayList<>();
        rows.forEach(row -> jobs.add(JobRows.job(row)));
        return jobs;
    }
}
