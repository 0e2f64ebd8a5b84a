package io.holdfast.job;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.job.JobEvent;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction does to jobs it has locked: collected first, then written together, the log last.
 */
final class Changes {
    private final Map<UUID, TrackedJob> locked;
    private final Map<UUID, TrackedJob> changed = new LinkedHashMap<>();
    private final List<NewEvent> events = new ArrayList<>();

    Changes(Map<UUID, TrackedJob> locked) {
        this.locked = new HashMap<>(locked);
    }

    /** The job as the changes so far leave it. */
    @Nullable
    TrackedJob job(UUID id) {
        return locked.get(id);
    }

    /** @throws HoldfastException {@code JobNotFound}, or what the transition throws; the job is then as it was */
    TrackedJob apply(UUID id, Function<TrackedJob, Change> transition) {
        TrackedJob before = locked.get(id);
        if (before == null) {
            throw notFound(id);
        }
        Change change = transition.apply(before);
        if (!change.job().equals(before)) {
            locked.put(id, change.job());
            changed.put(id, change.job());
        }
        events.addAll(change.events());
        return change.job();
    }

    Future<List<JobEvent>> write(SqlConnection connection, JobStore jobs, EventStore log) {
        return jobs.save(connection, changed.values()).compose(x -> log.append(connection, events));
    }

    static HoldfastException notFound(UUID id) {
        return new HoldfastException(ErrorCode.JobNotFound, "There is no job " + id + ".");
    }
}
