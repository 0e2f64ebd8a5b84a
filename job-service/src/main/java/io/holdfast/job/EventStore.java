package io.holdfast.job;

import static io.holdfast.job.JobRows.jsonb;

import io.holdfast.contracts.job.EventLog;
import io.holdfast.contracts.job.JobEvent;
import io.holdfast.contracts.job.JobEventType;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.Operation;
import io.holdfast.platform.Columns;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The event log. Its order of numbers is its order of commits: {@link #append} takes the counter's row lock, which lasts until commit, so
 * it must come last in a transaction.
 */
final class EventStore {
    private static final int TRIM_BATCH = 1000;

    Future<List<JobEvent>> append(SqlConnection connection, List<NewEvent> events) {
        if (events.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        Tuple lines = new Columns<>(events)
                .texts(event -> event.type().name())
                .uuids(NewEvent::job)
                .texts(NewEvent::vault)
                .uuids(NewEvent::item)
                .texts(event -> event.operation().name())
                .texts(event -> event.status().name())
                .texts(NewEvent::message)
                .texts(event -> event.progress() == null ? null : jsonb(event.progress()))
                .tuple()
                .addLong((long) events.size());
        return connection.preparedQuery("""
                        with counter as (
                            update event_counter set last = last + $9 where one returning last - $9 as base, clock_timestamp() as at
                        )
                        insert into job_event (seq, at, type, job, vault, item, operation, status, message, progress)
                        select counter.base + e.n, counter.at, e.type, e.job, e.vault, e.item, e.operation, e.status, e.message,
                               e.progress::jsonb
                        from counter,
                             unnest($1::text[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[])
                             with ordinality as e(type, job, vault, item, operation, status, message, progress, n)
                        order by e.n
                        returning seq, at
                        """).execute(lines).map(rows -> {
            List<JobEvent> numbered = new ArrayList<>();
            for (Row row : rows) {
                numbered.add(events.get(numbered.size()).numbered(row.getLong("seq"), at(row)));
            }
            return numbered;
        });
    }

    Future<EventLog> since(SqlClient client, long seq, int limit) {
        return client.preparedQuery(log("true")).execute(Tuple.of(seq, limit)).map(EventStore::log);
    }

    Future<EventLog> ofJob(SqlClient client, UUID job, long after, int limit) {
        return client.preparedQuery(log("e.job = $3"))
                .execute(Tuple.of(after, limit, job))
                .map(EventStore::log);
    }

    Future<Long> newest(SqlClient client) {
        return client.query("select last from event_counter")
                .execute()
                .map(rows -> rows.iterator().next().getLong("last"));
    }

    /** Deletes some of the oldest lines that are older than {@code kept}, never the last one; answers whether there may be more. */
    Future<Boolean> trim(SqlClient client, Duration kept) {
        return client.preparedQuery("""
                        delete from job_event
                        where seq in (select seq from (select seq, at from job_event order by seq limit $1) oldest
                                      where at < now() - make_interval(secs => $2)
                                        and seq < (select last from event_counter))
                        """)
                .execute(Tuple.of(TRIM_BATCH, kept.toMillis() / 1000.0))
                .map(deleted -> deleted.rowCount() == TRIM_BATCH);
    }

    /** Bounds and lines in one statement, so in one snapshot: a line trimmed meanwhile can't go unnoticed. */
    private static String log(String condition) {
        return """
                select bounds.oldest, bounds.newest, e.seq, e.at, e.type, e.job, e.vault, e.item, e.operation, e.status, e.message,
                       e.progress::text as progress
                from (select coalesce((select min(seq) from job_event), 0) as oldest, last as newest from event_counter) bounds
                left join lateral (select * from job_event e where e.seq > $1 and %s order by e.seq limit $2) e on true
                order by e.seq
                """.formatted(condition);
    }

    private static EventLog log(RowSet<Row> rows) {
        List<JobEvent> events = new ArrayList<>();
        long oldest = 0;
        long newest = 0;
        for (Row row : rows) {
            oldest = row.getLong("oldest");
            newest = row.getLong("newest");
            @Nullable Long seq = row.getLong("seq");
            if (seq != null) {
                events.add(event(row, seq));
            }
        }
        return new EventLog(events, oldest, newest);
    }

    private static JobEvent event(Row row, long seq) {
        return new JobEvent(
                seq,
                at(row),
                JobEventType.valueOf(row.getString("type")),
                row.getUUID("job"),
                row.getString("vault"),
                row.getUUID("item"),
                Operation.valueOf(row.getString("operation")),
                JobStatus.valueOf(row.getString("status")),
                row.getString("message"),
                JobRows.progress(row));
    }

    private static Instant at(Row row) {
        return row.getOffsetDateTime("at").toInstant();
    }
}
