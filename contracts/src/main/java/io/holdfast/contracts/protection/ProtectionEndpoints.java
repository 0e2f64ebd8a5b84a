package io.holdfast.contracts.protection;

import io.holdfast.contracts.Ack;
import io.holdfast.contracts.Endpoint;
import io.holdfast.contracts.JobRefs;
import io.holdfast.contracts.PageRequest;
import io.holdfast.contracts.Topic;
import io.holdfast.contracts.backup.RestorePreview;
import io.holdfast.contracts.registration.ItemKey;

/**
 * What protection-service serves and publishes.
 */
public final class ProtectionEndpoints {
    public static final Endpoint<NewVault, Vault> VAULT_CREATE =
            Endpoint.once("protection.vault.create.v1", NewVault.class, Vault.class);
    public static final Endpoint<VaultName, Vault> VAULT_GET =
            Endpoint.idempotent("protection.vault.get.v1", VaultName.class, Vault.class);
    public static final Endpoint<ListVaults, VaultPage> VAULT_LIST =
            Endpoint.idempotent("protection.vault.list.v1", ListVaults.class, VaultPage.class);
    /** 409 {@code VaultNotEmpty} lists every blocker in errors. */
    public static final Endpoint<VaultName, Ack> VAULT_DELETE =
            Endpoint.once("protection.vault.delete.v1", VaultName.class, Ack.class);
    /** One Prune job. 409 {@code PruneInProgress} while one of the vault runs. */
    public static final Endpoint<VaultName, JobRefs> VAULT_PRUNE =
            Endpoint.once("protection.vault.prune.v1", VaultName.class, JobRefs.class);
    /** One Verify job of the whole vault. 409 {@code VerifyInProgress} while one of the vault runs. */
    public static final Endpoint<VerifyVault, JobRefs> VAULT_VERIFY =
            Endpoint.once("protection.vault.verify.v1", VerifyVault.class, JobRefs.class);

    public static final Endpoint<CreatePolicy, Policy> POLICY_CREATE =
            Endpoint.once("protection.policy.create.v1", CreatePolicy.class, Policy.class);
    public static final Endpoint<PolicyKey, Policy> POLICY_GET =
            Endpoint.idempotent("protection.policy.get.v1", PolicyKey.class, Policy.class);
    public static final Endpoint<ListPolicies, PolicyPage> POLICY_LIST =
            Endpoint.idempotent("protection.policy.list.v1", ListPolicies.class, PolicyPage.class);
    public static final Endpoint<ChangePolicy, PolicyChange> POLICY_CHANGE =
            Endpoint.once("protection.policy.change.v1", ChangePolicy.class, PolicyChange.class);
    public static final Endpoint<PreviewPolicy, PolicyPreview> POLICY_PREVIEW =
            Endpoint.idempotent("protection.policy.preview.v1", PreviewPolicy.class, PolicyPreview.class);
    public static final Endpoint<PausePolicy, Policy> POLICY_PAUSE =
            Endpoint.idempotent("protection.policy.pause.v1", PausePolicy.class, Policy.class);
    public static final Endpoint<PolicyKey, Ack> POLICY_DELETE =
            Endpoint.once("protection.policy.delete.v1", PolicyKey.class, Ack.class);

    // for schedulers
    /** The schedules of all policies of all vaults. */
    public static final Endpoint<PageRequest, PolicySchedulePage> POLICY_SCHEDULES =
            Endpoint.idempotent("protection.policy.schedules.v1", PageRequest.class, PolicySchedulePage.class);
    /** Each item has each occurrence once at most, whoever asks how often. */
    public static final Endpoint<RunDue, DueRun> RUN_DUE =
            Endpoint.idempotent("protection.policy.run-due.v1", RunDue.class, DueRun.class);

    // for watchmen
    public static final Endpoint<WatchItems, WatchedItemPage> ITEMS_WATCHED =
            Endpoint.idempotent("protection.item.watched.v1", WatchItems.class, WatchedItemPage.class);

    /** All items are accepted, or none and each bad one is named as {@code /itemIds/N}. */
    public static final Endpoint<ProtectItems, JobRefs> PROTECT =
            Endpoint.once("protection.item.protect.v1", ProtectItems.class, JobRefs.class);

    public static final Endpoint<ListProtectedItems, ProtectedItemPage> ITEM_LIST =
            Endpoint.idempotent("protection.item.list.v1", ListProtectedItems.class, ProtectedItemPage.class);
    public static final Endpoint<ItemKey, ProtectedItem> ITEM_GET =
            Endpoint.idempotent("protection.item.get.v1", ItemKey.class, ProtectedItem.class);
    public static final Endpoint<SwitchPolicy, ItemAction> SWITCH_POLICY =
            Endpoint.once("protection.item.switch-policy.v1", SwitchPolicy.class, ItemAction.class);
    public static final Endpoint<StopProtection, ItemAction> STOP =
            Endpoint.once("protection.item.stop.v1", StopProtection.class, ItemAction.class);
    public static final Endpoint<ResumeProtection, ItemAction> RESUME =
            Endpoint.once("protection.item.resume.v1", ResumeProtection.class, ItemAction.class);
    public static final Endpoint<PauseItem, ProtectedItem> ITEM_PAUSE =
            Endpoint.idempotent("protection.item.pause.v1", PauseItem.class, ProtectedItem.class);
    public static final Endpoint<ItemKey, ProtectedItem> UNDELETE =
            Endpoint.once("protection.item.undelete.v1", ItemKey.class, ProtectedItem.class);
    public static final Endpoint<PurgeItem, JobRefs> PURGE =
            Endpoint.once("protection.item.purge.v1", PurgeItem.class, JobRefs.class);
    public static final Endpoint<BackupNow, JobRefs> BACKUP_NOW =
            Endpoint.once("protection.item.backup.v1", BackupNow.class, JobRefs.class);

    public static final Endpoint<ListPoints, RecoveryPointPage> POINT_LIST =
            Endpoint.idempotent("protection.point.list.v1", ListPoints.class, RecoveryPointPage.class);
    public static final Endpoint<PointKey, RecoveryPoint> POINT_GET =
            Endpoint.idempotent("protection.point.get.v1", PointKey.class, RecoveryPoint.class);
    public static final Endpoint<PointKey, ItemAction> POINT_DELETE =
            Endpoint.once("protection.point.delete.v1", PointKey.class, ItemAction.class);
    public static final Endpoint<PointKey, RecoveryPoint> POINT_UNDELETE =
            Endpoint.once("protection.point.undelete.v1", PointKey.class, RecoveryPoint.class);
    public static final Endpoint<RetainPoint, RecoveryPoint> POINT_RETAIN =
            Endpoint.idempotent("protection.point.retain.v1", RetainPoint.class, RecoveryPoint.class);
    public static final Endpoint<StartRestore, JobRefs> RESTORE =
            Endpoint.once("protection.point.restore.v1", StartRestore.class, JobRefs.class);
    public static final Endpoint<StartRestore, RestorePreview> RESTORE_PREVIEW =
            Endpoint.idempotent("protection.point.restore-preview.v1", StartRestore.class, RestorePreview.class);

    public static final Endpoint<SummaryRequest, VaultSummary> SUMMARY =
            Endpoint.idempotent("protection.summary.v1", SummaryRequest.class, VaultSummary.class);

    // for movers; each takes the job's fencing token
    public static final Endpoint<BeginBackup, BackupContext> BEGIN_BACKUP =
            Endpoint.idempotent("protection.backup.begin.v1", BeginBackup.class, BackupContext.class);
    public static final Endpoint<CommitPoint, Ack> COMMIT_POINT =
            Endpoint.idempotent("protection.point.commit.v1", CommitPoint.class, Ack.class);
    public static final Endpoint<PointKey, PointContext> POINT_CONTEXT =
            Endpoint.idempotent("protection.point.context.v1", PointKey.class, PointContext.class);
    public static final Endpoint<BeginDelete, DeleteContext> BEGIN_DELETE =
            Endpoint.idempotent("protection.delete.begin.v1", BeginDelete.class, DeleteContext.class);
    public static final Endpoint<DataDeleted, Ack> DATA_DELETED =
            Endpoint.idempotent("protection.delete.done.v1", DataDeleted.class, Ack.class);
    public static final Endpoint<KnownPoints, KnownPoints> KNOWN_POINTS =
            Endpoint.idempotent("protection.point.known.v1", KnownPoints.class, KnownPoints.class);
    public static final Endpoint<ReferredJobs, ReferredJobs> REFERRED_JOBS =
            Endpoint.idempotent("protection.job.referred.v1", ReferredJobs.class, ReferredJobs.class);

    /** A registered or protected item changed its status; published by registration-service and protection-service. */
    public static final Topic<ItemChanged> ITEM_CHANGED = new Topic<>("item.changed.v1", ItemChanged.class);

    public static final Topic<PolicyChanged> POLICY_CHANGED =
            new Topic<>("protection.policy.changed.v1", PolicyChanged.class);

    private ProtectionEndpoints() {}
}
