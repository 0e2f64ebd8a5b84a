package io.holdfast.job;

import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.SubTask;
import io.holdfast.contracts.job.SubTaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The phases of a job, in order, each known by its name.
 */
final class SubTasks {

    static List<SubTask> notStarted(List<String> names) {
        return names.stream()
                .map(name -> new SubTask(name, SubTaskStatus.NotStarted, null, null))
                .toList();
    }

    static List<SubTask> reset(List<SubTask> tasks) {
        return notStarted(tasks.stream().map(SubTask::name).toList());
    }

    /** What a worker reports replaces what is known under the same name; new names come last; the rest stays. */
    static List<SubTask> merged(List<SubTask> known, List<SubTask> reported, Instant now) {
        if (reported.isEmpty()) {
            return known;
        }
        Map<String, SubTask> byName = new LinkedHashMap<>();
        known.forEach(task -> byName.put(task.name(), task));
        reported.forEach(task -> byName.put(task.name(), timed(byName.get(task.name()), task, now)));
        return List.copyOf(byName.values());
    }

    /** A job that ended has no running phase: what ran shares the job's fate, what never began was skipped. */
    static List<SubTask> settled(List<SubTask> tasks, JobStatus outcome, Instant now) {
        boolean well = outcome == JobStatus.Completed || outcome == JobStatus.CompletedWithWarnings;
        return tasks.stream()
                .map(task -> switch (task.status()) {
                    case NotStarted -> new SubTask(task.name(), SubTaskStatus.Skipped, null, null);
                    case InProgress ->
                        new SubTask(
                                task.name(),
                                well ? SubTaskStatus.Completed : SubTaskStatus.Failed,
                                task.startedAt(),
                                now);
                    case Completed, Failed, Skipped -> task;
                })
                .toList();
    }

    static List<SubTask> changed(List<SubTask> before, List<SubTask> after) {
        Map<String, SubTaskStatus> known = new LinkedHashMap<>();
        before.forEach(task -> known.put(task.name(), task.status()));
        List<SubTask> changed = new ArrayList<>(after);
        changed.removeIf(task -> known.getOrDefault(task.name(), SubTaskStatus.NotStarted) == task.status());
        return changed;
    }

    private static SubTask timed(@Nullable SubTask known, SubTask reported, Instant now) {
        Instant began = first(reported.startedAt(), known == null ? null : known.startedAt());
        Instant ended = first(reported.endedAt(), known == null ? null : known.endedAt());
        return switch (reported.status()) {
            case NotStarted -> new SubTask(reported.name(), reported.status(), null, null);
            case InProgress ->
                new SubTask(reported.name(), reported.status(), Objects.requireNonNullElse(began, now), null);
            case Completed, Failed ->
                new SubTask(
                        reported.name(),
                        reported.status(),
                        Objects.requireNonNullElse(began, now),
                        Objects.requireNonNullElse(ended, now));
            case Skipped -> new SubTask(reported.name(), reported.status(), began, ended);
        };
    }

    private static @Nullable Instant first(@Nullable Instant one, @Nullable Instant other) {
        return one == null ? other : one;
    }

    private SubTasks() {}
}
