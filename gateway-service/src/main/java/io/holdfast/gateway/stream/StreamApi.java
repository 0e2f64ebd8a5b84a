package io.holdfast.gateway.stream;

import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobFilter;
import io.holdfast.contracts.job.JobId;
import io.holdfast.contracts.job.StreamSnapshot;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.VaultName;
import io.holdfast.gateway.api.JobApi;
import io.holdfast.gateway.http.ApiRouter.StreamHandler;
import io.holdfast.gateway.http.Call;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;

/**
 * The operations that answer with a stream. Everything that can be refused is refused before the first byte.
 */
public final class StreamApi {

    private final Bus bus;
    private final StreamHub hub;
    private final Snapshots snapshots;
    private final JobLogStream logs;

    public StreamApi(Vertx vertx, Bus bus, StreamHub hub) {
        this.bus = bus;
        this.hub = hub;
        this.snapshots = new Snapshots(vertx, bus);
        this.logs = new JobLogStream(bus, hub);
    }

    public Map<String, StreamHandler> handlers() {
        return Map.of(
                "streamEvents", this::events,
                "streamVaultJobs", this::vaultJobs,
                "streamJob", this::job,
                "getJobLog", logs::open);
    }

    private Future<Void> events(Call call, RoutingContext ctx) {
        return open(call, ctx, JobApi.filter(call));
    }

    /** Jobs know no vaults, so an unknown one is found out by asking. */
    private Future<Void> vaultJobs(Call call, RoutingContext ctx) {
        return bus.call(ProtectionEndpoints.VAULT_GET, VaultName.of(call.required("vault")), call.caller())
                .compose(vault -> open(call, ctx, JobApi.filter(call)));
    }

    private Future<Void> open(Call call, RoutingContext ctx, JobFilter filter) {
        return hub.admit().compose(x -> new StreamStart(hub, ctx, StreamFilter.of(filter))
                .open(call, () -> snapshots.take(filter)));
    }

    private Future<Void> job(Call call, RoutingContext ctx) {
        return hub.admit()
                .compose(x -> hub.follower().catchUp())
                .compose(x -> bus.call(JobEndpoints.GET, new JobId(call.id("job")), call.caller()))
                .compose(job -> new StreamStart(hub, ctx, StreamFilter.ofJob(job.id()))
                        .endsWith(job)
                        .open(call, () -> snapshotOf(job)));
    }

    /**
     * The job as of one number. It is in a younger snapshot of its like, unless it ended so long ago that what we have read of it can't change
     * any more.
     */
    private Future<Snapshots.Snapshot> snapshotOf(Job job) {
        JobFilter like = new JobFilter(
                job.vault(),
                List.of(),
                List.of(job.operation()),
                job.item() == null ? null : job.item().id(),
                null,
                null);
        return snapshots.fresh(like).map(snapshot -> {
            Job then = snapshot.content().jobs().stream()
                    .filter(other -> other.id().equals(job.id()))
                    .findFirst()
                    .orElse(job);
            return Snapshots.Snapshot.of(new StreamSnapshot(snapshot.content().seq(), List.of(then)));
        });
    }
}
