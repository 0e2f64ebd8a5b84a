package io.holdfast.protection;

import io.holdfast.contracts.Ack;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.backup.BackupParams;
import io.holdfast.contracts.backup.DeleteDataParams;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.protection.BackupContext;
import io.holdfast.contracts.protection.BeginBackup;
import io.holdfast.contracts.protection.BeginDelete;
import io.holdfast.contracts.protection.CommitPoint;
import io.holdfast.contracts.protection.DataDeleted;
import io.holdfast.contracts.protection.DeleteContext;
import io.holdfast.contracts.protection.KnownPoints;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.ProtectionStatus;
import io.holdfast.contracts.protection.RecoveryPoint;
import io.holdfast.contracts.protection.ReferredJobs;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.platform.Bus;
import io.holdfast.platform.Json;
import io.holdfast.platform.ServiceContext;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What movers ask and report, and what job-service asks before it forgets jobs. Every report is fenced: a run whose job was leased again since, or has ended, is refused with
 * {@code LeaseLost}.
 */
final class MoverApi {

    /** So soon space comes back after points were deleted. */
    private static final Duration PRUNE_WITHIN = Duration.ofHours(1);

    private final ServiceContext context;
    private final VaultStore vaults;
    private final ItemStore items;
    private final PointStore points;
    private final JobStore jobs;
    private final ClaimStore claimStore;
    private final Claims claims;
    private final ItemOutcomes outcomes;
    private final Expiries expiries;

    MoverApi(
            ServiceContext context,
            VaultStore vaults,
            ItemStore items,
            PointStore points,
            JobStore jobs,
            ClaimStore claimStore,
            Claims claims,
            ItemOutcomes outcomes,
            Expiries expiries) {
        this.context = context;
        this.vaults = vaults;
        this.items = items;
        this.points = points;
        this.jobs = jobs;
        this.claimStore = claimStore;
        this.claims = claims;
        this.outcomes = outcomes;
        this.expiries = expiries;
    }

    Future<?> serve(Bus bus) {
        return Future.all(List.of(
                bus.serve(ProtectionEndpoints.BEGIN_BACKUP, (request, caller) -> beginBackup(request)),
                bus.serve(ProtectionEndpoints.COMMIT_POINT, (request, caller) -> commit(request)),
                bus.serve(ProtectionEndpoints.BEGIN_DELETE, (request, caller) -> beginDelete(request)),
                bus.serve(ProtectionEndpoints.DATA_DELETED, (request, caller) -> dataDeleted(request)),
                bus.serve(ProtectionEndpoints.KNOWN_POINTS, (request, caller) -> points.known(
                                request.vault(), request.points())
                        .map(known -> new KnownPoints(request.vault(), known))),
                bus.serve(ProtectionEndpoints.REFERRED_JOBS, (request, caller) -> jobs.referred(request.jobs())
                        .map(ReferredJobs::new))));
    }

    private Future<BackupContext> beginBackup(BeginBackup request) {
        return vaults.get(request.vault()).compose(vault -> context.database()
                .transaction(client -> items.lock(client, request.vault(), request.item())
                        .compose(locked -> jobs.fence(client, request.job(), request.token())
                                .compose(current -> {
                                    if (!current || locked.fenceToken() > request.token()) {
                                        throw leaseLost();
                                    }
                                    return items.began(client, request.item(), request.job(), request.token());
                                })
                                .compose(x -> backupContext(client, vault, locked, request.job())))));
    }

    private Future<BackupContext> backupContext(SqlClient client, Vault vault, LockedItem locked, UUID job) {
        return points.committedBy(client, job).compose(committed -> {
            if (committed == null) {
                locked.check(ItemCommand.Backup);
            }
            return points.base(client, locked.item().id())
                    .map(base -> new BackupContext(
                            vault,
                            locked.item(),
                            base == null ? null : base.point(),
                            base == null ? Map.of() : base.checkpoints(),
                            committed));
        });
    }

    private Future<Ack> commit(CommitPoint request) {
        RecoveryPoint point = request.point();
        return context.database()
                .transaction(client -> items.lockOrNull(client, point.item()).compose(locked -> {
                    if (locked == null || !locked.item().vault().equals(point.vault())) {
                        throw leaseLost();
                    }
                    return points.committedBy(client, request.job())
                            .compose(committed -> point.id().equals(committed)
                                    ? Future.succeededFuture(locked.status())
                                    : commit(client, locked, request, committed))
                            .map(after -> new Change(locked, after));
                }))
                .onSuccess(this::publish)
                .map(x -> new Ack());
    }

    private Future<ProtectionStatus> commit(
            SqlClient client, LockedItem locked, CommitPoint request, @Nullable UUID other) {
        boolean current = request.job().equals(locked.fenceJob()) && request.token() == locked.fenceToken();
        if (other != null || !current) {
            throw leaseLost();
        }
        UUID item = locked.item().id();
        ProtectionStatus status = ItemRules.committed(locked.status());
        JobStatus outcome =
                request.point().warnings().isEmpty() ? JobStatus.Completed : JobStatus.CompletedWithWarnings;
        return jobs.get(client, request.job())
                .compose(job -> points.insert(client, request, scheduledFor(job)))
                .compose(x -> items.recount(client, item))
                .compose(x -> expiries.decide(client, item))
                .compose(x ->
                        items.backupEnded(client, item, outcome, context.clock().instant(), null))
                .compose(x -> items.protection(
                        client,
                        locked,
                        status,
                        locked.item().policy(),
                        locked.lastPolicy(),
                        locked.item().policyPending()))
                .map(x -> status);
    }

    private static @Nullable Instant scheduledFor(@Nullable JobSubmission job) {
        return job == null ? null : Json.from(job.params(), BackupParams.class).nominal();
    }

    private record Change(LockedItem before, ProtectionStatus after) {}

    private void publish(Change change) {
        var item = change.before().item();
        outcomes.publish(item.vault(), item.id(), change.after());
    }

    private Future<DeleteContext> beginDelete(BeginDelete request) {
        return vaults.get(request.vault())
                .compose(vault -> context.database().transaction(client -> items.lockOrNull(client, request.item())
                        .compose(locked -> locked == null
                                ? Future.succeededFuture(new DeleteContext(vault, List.of(), true))
                                : deletion(client, request.job(), request.token())
                                        .compose(params -> params.everything()
                                                ? points.ofItem(client, request.item())
                                                : points.ofJob(client, request.job()))
                                        .map(list -> new DeleteContext(vault, list, false)))));
    }

    private Future<Ack> dataDeleted(DataDeleted request) {
        return context.database()
                .transaction(client -> items.lockOrNull(client, request.item())
                        .compose(locked -> locked == null
                                ? Future.succeededFuture(false)
                                : deletion(client, request.job(), request.token())
                                        .compose(params -> request.only().isEmpty()
                                                ? deleted(client, request, params.everything())
                                                : someDeleted(client, request.item(), request.only()))))
                .compose(gone -> {
                    if (!gone) {
                        return Future.succeededFuture();
                    }
                    outcomes.publish(request.vault(), request.item(), ProtectionStatus.NotProtected);
                    return claims.release(request.vault(), request.item());
                })
                .compose(x -> vaults.pruneBy(
                        request.vault(), context.clock().instant().plus(PRUNE_WITHIN)))
                .map(x -> new Ack());
    }

    /** Whether the whole item is gone. */
    private Future<Boolean> deleted(SqlClient client, DataDeleted request, boolean everything) {
        UUID item = request.item();
        return everything
                ? points.deleteAll(client, item)
                        .compose(x -> claimStore.releasing(
                                client, item, context.clock().instant()))
                        .map(x -> true)
                : points.deletedBy(client, request.job())
                        .compose(x -> items.recount(client, item))
                        .map(x -> false);
    }

    private Future<Boolean> someDeleted(SqlClient client, UUID item, List<UUID> gone) {
        return points.delete(client, item, gone)
                .compose(x -> items.recount(client, item))
                .map(x -> false);
    }

    /** What an unfinished DeleteBackupData job is about; earlier runs of it are refused from now on. */
    private Future<DeleteDataParams> deletion(SqlClient client, UUID job, long token) {
        return jobs.fence(client, job, token)
                .compose(current ->
                        current ? jobs.get(client, job) : Future.<@Nullable JobSubmission>succeededFuture(null))
                .map(submission -> {
                    if (submission == null) {
                        throw leaseLost();
                    }
                    return Json.from(submission.params(), DeleteDataParams.class);
                });
    }

    private static HoldfastException leaseLost() {
        return new HoldfastException(ErrorCode.LeaseLost, "The job has ended or has passed to another worker");
    }
}
