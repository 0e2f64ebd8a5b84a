package io.holdfast.job;

import static io.holdfast.job.JobRows.COLUMNS;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.PageRequest;
import io.holdfast.contracts.job.CountJobs;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobCounts;
import io.holdfast.contracts.job.JobFilter;
import io.holdfast.contracts.job.JobPage;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.ListJobs;
import io.holdfast.platform.Cursor;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Lists, counts and snapshots of jobs.
 */
final class JobQueries {
    private static final int SNAPSHOT_UNFINISHED = 5000;
    private static final int SNAPSHOT_ENDED = 1000;

    /** Newest first; the cursor names the last row seen, so rows added meanwhile move nothing. */
    Future<JobPage> list(SqlClient client, ListJobs request) {
        int limit = Math.max(1, Math.min(request.page().limit(), PageRequest.MAX_LIMIT));
        Conditions where = Conditions.of(request.filter());
        String cursor = request.page().cursor();
        if (cursor != null) {
            after(where, cursor);
        }
        return client.preparedQuery("select " + COLUMNS + " from job j where " + where.sql()
                        + " order by j.created_at desc, j.id desc limit " + where.parameter(limit + 1))
                .execute(where.values())
                .map(rows -> page(JobStore.jobs(rows), limit));
    }

    Future<JobCounts> count(SqlClient client, CountJobs request) {
        Conditions where =
                Conditions.of(new JobFilter(request.vault(), List.of(), List.of(), null, request.from(), null));
        return client.preparedQuery(
                        "select j.status, count(*) as jobs from job j where " + where.sql() + " group by j.status")
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
        Conditions unfinished = Conditions.of(filter);
        Conditions ended = Conditions.of(filter);
        Future<List<TrackedJob>> first = client.preparedQuery(
                        "select " + COLUMNS + " from job j where " + unfinished.sql()
                                + """
                         and j.status in ('Queued', 'InProgress', 'Cancelling')
                        order by j.status = 'Queued', j.created_at desc, j.id desc limit
                        """
                                + unfinished.parameter(SNAPSHOT_UNFINISHED))
                .execute(unfinished.values())
                .map(JobStore::jobs);
        return first.compose(running -> client.preparedQuery("select " + COLUMNS + " from job j where " + ended.sql()
                        + """
                         and j.ended_at > now() - interval '10 minutes' order by j.ended_at desc, j.id desc limit
                        """
                        + ended.parameter(SNAPSHOT_ENDED))
                .execute(ended.values())
                .map(rows -> {
                    List<TrackedJob> all = new ArrayList<>(running);
                    all.addAll(JobStore.jobs(rows));
                    return all.stream().map(TrackedJob::view).toList();
                }));
    }

    private static JobPage page(List<TrackedJob> found, int limit) {
        List<Job> items = found.stream().limit(limit).map(TrackedJob::view).toList();
        if (found.size() <= limit) {
            return new JobPage(items, null);
        }
        Job last = items.get(limit - 1);
        return new JobPage(items, Cursor.encode(last.createdAt(), last.id()));
    }

    private static void after(Conditions where, String cursor) {
        JsonArray keys = Cursor.decode(cursor, 2);
        try {
            where.before(Instant.parse(keys.getString(0)), UUID.fromString(keys.getString(1)));
        } catch (ClassCastException | NullPointerException | DateTimeParseException | IllegalArgumentException e) {
            String message = "cursor does not come from nextCursor of this list";
            throw new HoldfastException(
                    ErrorCode.InvalidRequest, message, List.of(new FieldError("?cursor", "InvalidCursor", message)));
        }
    }
}
