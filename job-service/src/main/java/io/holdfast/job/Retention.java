package io.holdfast.job;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.ReferredJobs;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Forgets jobs that ended long ago, a batch at a time from the oldest on; never one that a recovery point still names, and none at all while
 * protection-service can't be asked.
 */
final class Retention {
    private static final int BATCH = 500;
    private static final Caller SELF = Caller.service("job");

    private final SqlClient database;
    private final Bus bus;
    private final JobStore jobs;
    private final Duration kept;
    private JobStore.@Nullable Ended reached;

    Retention(SqlClient database, Bus bus, JobStore jobs, Duration kept) {
        this.database = database;
        this.bus = bus;
        this.jobs = jobs;
        this.kept = kept;
    }

    /** Looks at the next batch; answers whether there may be more. After the last one it begins anew. */
    Future<Boolean> trim() {
        return jobs.endedBefore(database, kept, reached, BATCH).compose(batch -> {
            reached = batch.size() < BATCH ? null : batch.get(BATCH - 1);
            List<UUID> ids = batch.stream().map(JobStore.Ended::id).toList();
            return ids.isEmpty() ? Future.succeededFuture(false) : forget(ids).map(x -> batch.size() == BATCH);
        });
    }

    private Future<Void> forget(List<UUID> ids) {
        return bus.call(ProtectionEndpoints.REFERRED_JOBS, new ReferredJobs(ids), SELF)
                .compose(referred -> {
                    List<UUID> rest = new ArrayList<>(ids);
                    rest.removeAll(referred.jobs());
                    return jobs.forget(database, rest);
                });
    }
}
