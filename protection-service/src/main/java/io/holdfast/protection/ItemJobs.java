package io.holdfast.protection;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.backup.BackupParams;
import io.holdfast.contracts.backup.DeleteDataParams;
import io.holdfast.contracts.backup.RestoreParams;
import io.holdfast.contracts.backup.RestoreTarget;
import io.holdfast.contracts.backup.TargetKind;
import io.holdfast.contracts.job.JobItem;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.job.Trigger;
import io.holdfast.contracts.protection.ConfigureParams;
import io.holdfast.contracts.protection.Policy;
import io.holdfast.contracts.protection.ProtectedItem;
import io.holdfast.contracts.protection.StopData;
import io.holdfast.contracts.protection.StopParams;
import io.holdfast.contracts.registration.RegisteredItem;
import io.holdfast.platform.Ids;
import io.holdfast.platform.Json;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of protected items, as they are submitted.
 */
final class ItemJobs {

    private static final List<String> BACKUP =
            List.of("Take snapshot", "Transfer data to vault", "Commit recovery point");
    private static final List<String> RESTORE = List.of("Prepare target", "Transfer data from vault", "Create machine");

    private record Subject(JobItem item, String vault, UUID machine, String subscription, Caller caller) {
        JobSubmission job(Operation operation, Object params, List<String> subTasks, @Nullable String exclusiveKey) {
            return job(operation, params, subTasks, null, exclusiveKey, Trigger.OnDemand);
        }

        JobSubmission job(
                Operation operation,
                Object params,
                List<String> subTasks,
                @Nullable String dedupKey,
                @Nullable String exclusiveKey,
                Trigger trigger) {
            return new JobSubmission(
                    Ids.next(),
                    operation,
                    vault,
                    item,
                    machine,
                    subscription,
                    Json.toMap(params),
                    subTasks,
                    dedupKey,
                    exclusiveKey,
                    trigger,
                    caller.name());
        }
    }

    private ItemJobs() {}

    static JobSubmission configure(RegisteredItem item, Policy policy, Caller caller) {
        JobItem subject = new JobItem(item.id(), item.name(), item.cloudService());
        return configure(
                new Subject(subject, item.vault(), item.machine(), item.subscription(), caller),
                policy,
                policy.version());
    }

    static JobSubmission configure(ProtectedItem item, Policy policy, long policyVersion, Caller caller) {
        return configure(subject(item, caller), policy, policyVersion);
    }

    private static JobSubmission configure(Subject subject, Policy policy, long policyVersion) {
        ConfigureParams params =
                new ConfigureParams(subject.item().id(), subject.vault(), policy.name(), policyVersion);
        return subject.job(Operation.ConfigureProtection, params, List.of(), null);
    }

    static JobSubmission stop(ProtectedItem item, StopData data, Caller caller) {
        StopParams params = new StopParams(item.id(), item.vault(), data);
        return subject(item, caller).job(Operation.StopProtection, params, List.of(), null);
    }

    static JobSubmission deleteAll(ProtectedItem item, Caller caller, Trigger trigger) {
        return subject(item, caller)
                .job(
                        Operation.DeleteBackupData,
                        DeleteDataParams.everything(item.id(), item.vault()),
                        List.of(),
                        null,
                        null,
                        trigger);
    }

    static JobSubmission delete(ProtectedItem item, List<UUID> points, Caller caller, Trigger trigger) {
        DeleteDataParams params = DeleteDataParams.of(item.id(), item.vault(), points);
        return subject(item, caller).job(Operation.DeleteBackupData, params, List.of(), null, null, trigger);
    }

    static JobSubmission backup(ProtectedItem item, @Nullable Instant retainUntil, Caller caller) {
        BackupParams params = new BackupParams(item.id(), item.vault(), retainUntil, null);
        return subject(item, caller).job(Operation.Backup, params, BACKUP, exclusiveKey(item));
    }

    /** The one backup of this item for this run of its schedule. */
    static JobSubmission scheduledBackup(ProtectedItem item, Instant nominal, Caller caller) {
        BackupParams params = new BackupParams(item.id(), item.vault(), null, nominal);
        String occurrence = "backup:" + item.id() + ":" + nominal;
        return subject(item, caller)
                .job(Operation.Backup, params, BACKUP, occurrence, exclusiveKey(item), Trigger.Scheduled);
    }

    /** Only a restore over the machine itself excludes its backups. */
    static JobSubmission restore(ProtectedItem item, UUID point, RestoreTarget target, Caller caller) {
        RestoreParams params = new RestoreParams(item.id(), point, item.vault(), target);
        String key = target.kind() == TargetKind.Original ? exclusiveKey(item) : null;
        return subject(item, caller).job(Operation.Restore, params, RESTORE, key);
    }

    private static String exclusiveKey(ProtectedItem item) {
        return "machine:" + item.machine();
    }

    private static Subject subject(ProtectedItem item, Caller caller) {
        JobItem subject = new JobItem(item.id(), item.name(), item.cloudService());
        return new Subject(subject, item.vault(), item.machine(), item.subscription(), caller);
    }
}
