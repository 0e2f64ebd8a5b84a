package io.holdfast.protection;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.Trigger;
import io.holdfast.contracts.protection.Policy;
import io.holdfast.contracts.protection.ProtectedItem;
import io.holdfast.contracts.protection.ProtectionStatus;
import io.holdfast.contracts.protection.StopData;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an accepted command writes: where protection stands from now on, and the job that does the rest. {@code purgeAt}: when the data that this deletes is gone for good.
 */
record ItemPlan(
        ProtectionStatus status,
        @Nullable String policy,
        @Nullable String lastPolicy,
        boolean pending,
        JobSubmission job,
        @Nullable Instant purgeAt) {

    private ItemPlan(
            ProtectionStatus status,
            @Nullable String policy,
            @Nullable String lastPolicy,
            boolean pending,
            JobSubmission job) {
        this(status, policy, lastPolicy, pending, job, null);
    }

    /** Backups go on under the old policy until the job has run, except where there were none. */
    static ItemPlan switchPolicy(LockedItem locked, Policy policy, Caller caller) {
        ProtectionStatus status = locked.status() == ProtectionStatus.ProtectionError
                ? ProtectionStatus.ConfiguringProtection
                : locked.status();
        return new ItemPlan(status, policy.name(), null, true, configure(locked, policy, caller));
    }

    static ItemPlan resume(LockedItem locked, Policy policy, Caller caller) {
        return new ItemPlan(
                ProtectionStatus.ConfiguringProtection, policy.name(), null, true, configure(locked, policy, caller));
    }

    /** Deleting stops protection at once; otherwise the job does. */
    static ItemPlan stop(LockedItem locked, StopData data, Caller caller) {
        ProtectedItem item = locked.item();
        if (data == StopData.Delete) {
            String last = item.policy() == null ? locked.lastPolicy() : item.policy();
            return new ItemPlan(
                    ProtectionStatus.ProtectionStopped,
                    null,
                    last,
                    false,
                    ItemJobs.deleteAll(item, caller, Trigger.OnDemand));
        }
        return new ItemPlan(
                item.status(),
                item.policy(),
                locked.lastPolicy(),
                item.policyPending(),
                ItemJobs.stop(item, data, caller));
    }

    /** The data is out of sight at once and stays until {@code purgeAt}; the job keeps the record of who did it. */
    static ItemPlan softDelete(LockedItem locked, Instant purgeAt, Caller caller) {
        ProtectedItem item = locked.item();
        String last = item.policy() == null ? locked.lastPolicy() : item.policy();
        return new ItemPlan(
                ProtectionStatus.SoftDeleted, null, last, false, ItemJobs.stop(item, StopData.Delete, caller), purgeAt);
    }

    private static JobSubmission configure(LockedItem locked, Policy policy, Caller caller) {
        return ItemJobs.configure(locked.item(), policy, policy.version(), caller);
    }
}
