package io.holdfast.protection;

import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.protection.ConfigureParams;
import io.holdfast.contracts.protection.ItemChanged;
import io.holdfast.contracts.protection.ProtectedItem;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.ProtectionStatus;
import io.holdfast.contracts.protection.SkippedRun;
import io.holdfast.contracts.protection.StopData;
import io.holdfast.contracts.protection.StopParams;
import io.holdfast.platform.Bus;
import io.holdfast.platform.Json;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.util.UUID;

/**
 * What jobs do to their item's row, in the caller's transaction; each is idempotent. Answers the status the item has then.
 */
final class ItemOutcomes {

    private final Bus bus;
    private final ItemStore items;
    private final PolicyStore policies;
    private final PointStore points;
    private final Expiries expiries;

    ItemOutcomes(Bus bus, ItemStore items, PolicyStore policies, PointStore points, Expiries expiries) {
        this.bus = bus;
        this.items = items;
        this.policies = policies;
        this.points = points;
        this.expiries = expiries;
    }

    /** The item follows this version of the policy. */
    Future<ProtectionStatus> configured(SqlClient client, LockedItem locked, ConfigureParams params) {
        var item = locked.item();
        ProtectionStatus status = ItemRules.configured(item.status(), item.recoveryPoints() > 0);
        return reached(client, locked, params)
                .compose(reached -> items.protection(
                        client, locked, status, item.policy(), locked.lastPolicy(), item.policyPending() && !reached))
                .compose(x -> expiries.decide(client, item.id()))
                .map(x -> status);
    }

    private Future<Boolean> reached(SqlClient client, LockedItem locked, ConfigureParams params) {
        if (!params.policy().equals(locked.item().policy())) {
            return Future.succeededFuture(false);
        }
        return policies.settings(client, params.vault(), params.policy())
                .map(policy -> policy.version() <= params.policyVersion());
    }

    Future<ProtectionStatus> stopped(SqlClient client, LockedItem locked, StopData data) {
        if (data == StopData.Delete) {
            return Future.succeededFuture(locked.status());
        }
        ProtectionStatus status = ItemRules.stopped(data);
        String policy = locked.item().policy();
        String last = policy == null ? locked.lastPolicy() : policy;
        boolean keepsPolicy = data == StopData.KeepByPolicy;
        return items.protection(client, locked, status, keepsPolicy ? policy : null, last, false)
                .compose(x -> expiries.decide(client, locked.item().id()))
                .map(x -> status);
    }

    /** The end of a job, whatever it was. */
    Future<ProtectionStatus> ended(SqlClient client, LockedItem locked, JobSubmission submission, Job job) {
        boolean completed = job.status() == JobStatus.Completed || job.status() == JobStatus.CompletedWithWarnings;
        ProtectionStatus unchanged = locked.status();
        UUID item = locked.item().id();
        return switch (submission.operation()) {
            case ConfigureProtection ->
                completed
                        ? configured(client, locked, Json.from(submission.params(), ConfigureParams.class))
                        : configureFailed(client, locked);
            case StopProtection ->
                completed
                        ? stopped(
                                client,
                                locked,
                                Json.from(submission.params(), StopParams.class).data())
                        : Future.succeededFuture(unchanged);
            case Backup ->
                items.backupEnded(client, item, job.status(), endOf(job), job.id())
                        .map(x -> unchanged);
            case DeleteBackupData ->
                (completed ? points.deletedBy(client, job.id()) : points.notDeleted(client, job.id()))
                        .compose(x -> items.recount(client, item))
                        .compose(x -> expiries.decide(client, item))
                        .map(x -> unchanged);
            default -> Future.succeededFuture(unchanged);
        };
    }

    private Future<ProtectionStatus> configureFailed(SqlClient client, LockedItem locked) {
        var item = locked.item();
        ProtectionStatus status = ItemRules.configureFailed(item.status());
        return items.protection(client, locked, status, item.policy(), locked.lastPolicy(), item.policyPending())
                .map(x -> status);
    }

    /** Tells whoever watches: an item's points and last backup change without its status, too. */
    void publish(String vault, UUID item, ProtectionStatus status) {
        bus.publish(ProtectionEndpoints.ITEM_CHANGED, new ItemChanged(vault, item, "protected", status.name()));
    }

    /** Tells whoever watches that a run of the schedule was left out for the item. */
    void publishSkipped(ProtectedItem item, SkippedRun run) {
        bus.publish(
                ProtectionEndpoints.ITEM_CHANGED,
                new ItemChanged(
                        item.vault(), item.id(), "protected", item.status().name(), run));
    }

    private static Instant endOf(Job job) {
        return job.endedAt() == null ? job.createdAt() : job.endedAt();
    }
}
