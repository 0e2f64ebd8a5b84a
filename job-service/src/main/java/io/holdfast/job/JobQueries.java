package io.holdfast.job;

import static io.holdfast.job.JobRows.COLUMNS;

import io.holdfast.contracts.PageRequest;
import io.holdfast.contracts.job.CountJobs;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobCounts;
import io.holdfast.contracts.job.JobFilter;
import io.holdfast.contracts.job.JobPage;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.ListJobs;
import io.holdfast.platform.Cursor;
import io.holdfast.platform.Where;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Lists, counts and snapshots of jobs.
 */
final class JobQueries {
    private static final int SNAPSHOT_UNFINISHED = 5000;
    private static final int SNAPSHOT_ENDED = 1000;

    /** Newest first; the cursor names the last row seen, so rows added meanwhile move nothing. */
    Future<JobPage> list(SqlClient client, ListJobs request) {
        int limit = Math.max(1, Math.min(request.page().limit(), PageRequest.MAX_LIMIT));
        Where where = where(request.filter());
        String cursor = request.page().cursor();
        if (cursor != null) {
            after(where, cursor);
        }
        return select(client, where, "j.created_at desc, j.id desc", limit + 1).map(found -> page(found, limit));
    }

    Future<JobCounts> count(SqlClient client, CountJobs request) {
        Where where = where(new JobFilter(request.vault(), List.of(), List.of(), null, request.from(), null));
        return client.preparedQuery(
                        "select j.status, count(*) as jobs from job j " + where.sql() + " group by j.status")
                .execute(where.values())
                .map(rows -> {
                    Map<JobStatus, Long> counts = new EnumMap<>(JobStatus.class);
                    for (Row row : rows) {
                        counts.put(JobStatus.valueOf(row.getString("status")), row.getLong("jobs"));
                    }
                    return new JobCounts(
                            counts.getOrDefault(JobStatus.Queued, 0L),
                            counts.getOrDefault(JobStatus.InProgress, 0L)
                                    + counts.getOrDefault(JobStatus.Cancelling, 0L),
                            counts.getOrDefault(JobStatus.Completed, 0L),
                            counts.getOrDefault(JobStatus.CompletedWithWarnings, 0L),
                            counts.getOrDefault(JobStatus.Failed, 0L),
                            counts.getOrDefault(JobStatus.Cancelled, 0L));
                });
    }

    /** Running jobs, then the newest queued ones, up to 5,000; and the last 1,000 of those that ended within 10 minutes. */
    Future<List<Job>> snapshot(SqlClient client, JobFilter filter) {
        Where unfinished = where(filter).and("j.status in ('Queued', 'InProgress', 'Cancelling')");
        Where ended = where(filter).and("j.ended_at > now() - interval '10 minutes'");
        return select(client, unfinished, "j.status = 'Queued', j.created_at desc, j.id desc", SNAPSHOT_UNFINISHED)
                .compose(running -> select(client, ended, "j.ended_at desc, j.id desc", SNAPSHOT_ENDED)
                        .map(recent -> Stream.concat(running.stream(), recent.stream())
                                .map(TrackedJob::view)
                                .toList()));
    }

    private static Future<List<TrackedJob>> select(SqlClient client, Where where, String order, int limit) {
        String sql = "select %s from job j %s order by %s limit %s"
                .formatted(COLUMNS, where.sql(), order, where.value(limit));
        return client.preparedQuery(sql).execute(where.values()).map(JobStore::jobs);
    }

    private static Where where(JobFilter filter) {
        Where where = new Where();
        if (filter.vault() != null) {
            where.and("j.vault = ?", filter.vault());
        }
        oneOf(where, "j.status", filter.status());
        oneOf(where, "j.operation", filter.operation());
        if (filter.item() != null) {
            where.and("j.item_id = ?", filter.item());
        }
        if (filter.from() != null) {
            where.and("j.created_at >= ?", filter.from().atOffset(ZoneOffset.UTC));
        }
        if (filter.to() != null) {
            where.and("j.created_at < ?", filter.to().atOffset(ZoneOffset.UTC));
        }
        return where;
    }

    /** A single value as a literal: only then an index of jobs with that value, or one that begins with the column, has the list's order. */
    private static void oneOf(Where where, String column, List<? extends Enum<?>> constants) {
        if (constants.size() == 1) {
            where.and(column + " = '" + constants.get(0).name() + "'");
        } else if (!constants.isEmpty()) {
            where.and(column + " = any(?)", (Object) names(constants));
        }
    }

    private static String[] names(List<? extends Enum<?>> constants) {
        return constants.stream().map(Enum::name).toArray(String[]::new);
    }

    private static JobPage page(List<TrackedJob> found, int limit) {
        List<Job> items = found.stream().limit(limit).map(TrackedJob::view).toList();
        if (found.size() <= limit) {
            return new JobPage(items, null);
        }
        Job last = items.get(limit - 1);
        return new JobPage(items, Cursor.encode(last.createdAt(), last.id()));
    }

    private static void after(Where where, String cursor) {
        JsonArray keys = Cursor.decode(cursor, 2);
        where.and("(j.created_at, j.id) < (?, ?)", Cursor.time(keys, 0), Cursor.uuid(keys, 1));
    }
}
