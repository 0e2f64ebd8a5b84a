package io.holdfast.protection;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.DiscoveryEndpoints;
import io.holdfast.contracts.discovery.MachineIds;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.protection.ConfigureParams;
import io.holdfast.contracts.protection.ProtectionStatus;
import io.holdfast.contracts.protection.StopParams;
import io.holdfast.platform.JobHandler;
import io.holdfast.platform.JobRun;
import io.holdfast.platform.ServiceContext;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs ConfigureProtection and StopProtection. Only the newest run of a job whose end is not applied yet changes its item. The item's row is written before the job is reported complete, so whoever sees the job
 * complete sees the item changed.
 */
final class ProtectionWorker implements JobHandler {

    static final Set<Operation> OPERATIONS = Set.of(Operation.ConfigureProtection, Operation.StopProtection);

    private static final Logger log = LoggerFactory.getLogger(ProtectionWorker.class);

    private record Change(LockedItem item, ProtectionStatus after) {}

    private final ServiceContext context;
    private final ItemStore items;
    private final JobStore jobs;
    private final ItemOutcomes outcomes;

    ProtectionWorker(ServiceContext context, ItemStore items, JobStore jobs, ItemOutcomes outcomes) {
        this.context = context;
        this.items = items;
        this.jobs = jobs;
        this.outcomes = outcomes;
    }

    @Override
    public Future<Map<String, Object>> run(JobRun run) {
        return run.lease().operation() == Operation.StopProtection
                ? stop(run, run.params(StopParams.class))
                : configure(run, run.params(ConfigureParams.class));
    }

    private Future<Map<String, Object>> configure(JobRun run, ConfigureParams params) {
        return items.get(params.vault(), params.item())
                .compose(item -> warnIfMissing(run, item.machine()))
                .compose(x ->
                        change(run, params.item(), (client, locked) -> outcomes.configured(client, locked, params)))
                .map(status -> Map.of(
                        "policy", params.policy(), "policyVersion", params.policyVersion(), "status", status.name()));
    }

    /** A machine that is away may come back: that is a warning, and so is not being able to ask. */
    private Future<Void> warnIfMissing(JobRun run, UUID machine) {
        return context.bus()
                .call(DiscoveryEndpoints.MACHINES, new MachineIds(List.of(machine)), Caller.service(context.service()))
                .<Void>map(found -> {
                    if (found.machines().isEmpty() || found.machines().get(0).missing()) {
                        run.warn(
                                ErrorCode.MachineMissing.name(),
                                "The machine was not there at the last discovery; its backups will fail until it is back");
                    }
                    return null;
                })
                .recover(t -> {
                    log.warn("machine {} could not be looked up: {}", machine, t.getMessage());
                    return Future.succeededFuture();
                });
    }

    private Future<Map<String, Object>> stop(JobRun run, StopParams params) {
        return change(run, params.item(), (client, locked) -> outcomes.stopped(client, locked, params.data()))
                .map(status -> Map.of("status", status.name()));
    }

    private Future<ProtectionStatus> change(
            JobRun run, UUID item, BiFunction<SqlClient, LockedItem, Future<ProtectionStatus>> work) {
        return context.database()
                .transaction(client -> items.lockOrNull(client, item).compose(locked -> jobs.fence(
                                client, run.lease().job(), run.lease().token())
                        .compose(current -> {
                            if (locked == null || !current) {
                                throw new HoldfastException(
                                        ErrorCode.LeaseLost, "The job has ended or has passed to another worker");
                            }
                            return work.apply(client, locked).map(after -> new Change(locked, after));
                        })))
                .onSuccess(change -> outcomes.publish(change.item().item().vault(), item, change.after()))
                .map(Change::after);
    }
}
