package io.holdfast.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.holdfast.contracts.job.JobError;
import io.holdfast.contracts.job.JobItem;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.JobWarning;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.job.Progress;
import io.holdfast.contracts.job.SubTask;
import io.holdfast.contracts.job.Trigger;
import io.holdfast.platform.Json;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the table {@code job} as records.
 */
final class JobRows {

    /** Of a table or alias named {@code j}. */
    static final String COLUMNS = """
            j.id, j.operation, j.vault, j.item_id, j.item_name, j.item_cloud_service, j.machine, j.subscription,
            j.params::text as params, j.dedup_key, j.exclusive_key, j.trigger, j.created_by, j.created_at, j.max_attempts,
            j.status, j.attempt, j.started_at, j.ended_at, j.progress::text as progress, j.progress_at,
            j.sub_tasks::text as sub_tasks, j.error::text as error, j.warnings::text as warnings, j.result::text as result,
            j.token, j.worker, j.leased_until
            """;

    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};
    private static final TypeReference<List<SubTask>> SUB_TASKS = new TypeReference<>() {};
    private static final TypeReference<List<JobWarning>> WARNINGS = new TypeReference<>() {};
    private static final TypeReference<Progress> PROGRESS = new TypeReference<>() {};
    private static final TypeReference<JobError> ERROR = new TypeReference<>() {};

    /** The escape of a NUL, but not an escaped backslash followed by the letters u0000. */
    private static final Pattern NUL = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000");

    static TrackedJob job(Row row) {
        List<SubTask> subTasks = json(row.getString("sub_tasks"), SUB_TASKS);
        UUID itemId = row.getUUID("item_id");
        JobItem item = itemId == null
                ? null
                : new JobItem(itemId, row.getString("item_name"), row.getString("item_cloud_service"));
        JobSubmission asked = new JobSubmission(
                row.getUUID("id"),
                Operation.valueOf(row.getString("operation")),
                row.getString("vault"),
                item,
                row.getUUID("machine"),
                row.getString("subscription"),
                json(row.getString("params"), MAP),
                subTasks.stream().map(SubTask::name).toList(),
                row.getString("dedup_key"),
                row.getString("exclusive_key"),
                Trigger.valueOf(row.getString("trigger")),
                row.getString("created_by"));
        JobState state = new JobState(
                JobStatus.valueOf(row.getString("status")),
                row.getInteger("attempt"),
                instant(row, "started_at"),
                instant(row, "ended_at"),
                nullable(row.getString("progress"), PROGRESS),
                instant(row, "progress_at"),
                subTasks,
                nullable(row.getString("error"), ERROR),
                json(row.getString("warnings"), WARNINGS),
                json(row.getString("result"), MAP),
                row.getLong("token"),
                row.getString("worker"),
                instant(row, "leased_until"));
        return new TrackedJob(
                asked, row.getOffsetDateTime("created_at").toInstant(), row.getInteger("max_attempts"), state);
    }

    static @Nullable Progress progress(Row row) {
        return nullable(row.getString("progress"), PROGRESS);
    }

    static @Nullable Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    /** A parameter to be cast by {@code $n::text::jsonb}. PostgreSQL keeps no NUL characters, so they are dropped. */
    static String jsonb(Object value) {
        try {
            String text = Json.mapper().writeValueAsString(value);
            return text.contains("\\u0000") ? NUL.matcher(text).replaceAll("$1") : text;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static <T> @Nullable T nullable(@Nullable String text, TypeReference<T> type) {
        return text == null ? null : json(text, type);
    }

    private static <T> T json(String text, TypeReference<T> type) {
        try {
            return Json.mapper().readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private JobRows() {}
}
