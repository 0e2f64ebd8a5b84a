package io.holdfast.protection;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobStates;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.protection.ProtectionStatus;
import io.holdfast.platform.ServiceContext;
import io.holdfast.platform.Transitions;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Applies the end of each job to its item, once.
 */
final class JobEnds implements Transitions.Rows {

    private static final int SWEEP = 500;

    private record Applied(LockedItem before, ProtectionStatus after) {}

    private final ServiceContext context;
    private final JobStore jobs;
    private final ItemStore items;
    private final ItemOutcomes outcomes;

    JobEnds(ServiceContext context, JobStore jobs, ItemStore items, ItemOutcomes outcomes) {
        this.context = context;
        this.jobs = jobs;
        this.items = items;
        this.outcomes = outcomes;
    }

    @Override
    public Future<List<Transitions.Pending>> pending() {
        return jobs.unfinished(SWEEP, context.clock().instant()).map(list -> list.stream()
                .map(job -> new Transitions.Pending(job.id(), job))
                .toList());
    }

    @Override
    public Future<?> jobEnded(Job job) {
        return context.database()
                .transaction(client -> jobs.get(client, job.id())
                        .compose(submission -> submission == null || submission.item() == null
                                ? Future.<@Nullable Applied>succeededFuture(null)
                                : apply(client, submission, submission.item().id(), job)))
                .onSuccess(applied -> {
                    if (applied != null) {
                        var item = applied.before().item();
                        outcomes.publish(item.vault(), item.id(), applied.after());
                    }
                });
    }

    /** The item is locked before its job's row is, as everywhere. */
    private Future<@Nullable Applied> apply(SqlClient client, JobSubmission submission, UUID item, Job job) {
        return items.lockOrNull(client, item).compose(locked -> jobs.delete(client, job.id())
                .compose(mine -> mine && locked != null
                        ? outcomes.ended(client, locked, submission, job).map(after -> new Applied(locked, after))
                        : Future.<@Nullable Applied>succeededFuture(null)));
    }

    /** Applies what has ended and was not heard of yet; answers whether there was something. */
    Future<Boolean> settle(UUID item) {
        return jobs.ofItem(item).compose(this::settle);
    }

    /** As {@link #settle(UUID)}, of these jobs. */
    Future<Boolean> settle(List<UUID> ids) {
        if (ids.isEmpty()) {
            return Future.succeededFuture(false);
        }
        return context.bus()
                .call(JobEndpoints.STATES, new JobStates(ids), Caller.service(context.service()))
                .compose(states -> {
                    List<Job> ended = states.jobs().stream()
                            .filter(job -> job.status().isFinal())
                            .toList();
                    return Future.all(ended.stream().map(this::jobEnded).toList())
                            .map(x -> !ended.isEmpty());
                });
    }
}
