package io.holdfast.protection;

import static io.holdfast.contracts.protection.ProtectionStatus.*;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.protection.ProtectionStatus;
import io.holdfast.contracts.protection.StopData;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The states of a protected item: which command is accepted in which, and where the end of a job leads.
 * Nothing here looks at whether a backup runs when another is asked for: job-service alone knows that for sure.
 */
final class ItemRules {

    private ItemRules() {}

    /** Returns when the command may go ahead; else throws with the reason. */
    static void check(ItemCommand command, ProtectionStatus status, Set<Busy> busy) {
        if (busy.contains(Busy.DeletingData)) {
            throw itemBusy("the data of this item is being deleted");
        }
        if (busy.contains(Busy.Stopping) && command != ItemCommand.Restore && command != ItemCommand.DeletePoint) {
            throw itemBusy("protection of this item is being stopped");
        }
        boolean deleted = status == SoftDeleted;
        if (deleted != (command == ItemCommand.Undelete || command == ItemCommand.Purge)) {
            throw deleted
                    ? new HoldfastException(
                            ErrorCode.SoftDeleted, "the data of this item is deleted; it can be undeleted")
                    : new HoldfastException(ErrorCode.NotDeleted, "the data of this item is not deleted");
        }
        switch (command) {
            case Backup -> requireActive(status);
            case SwitchPolicy -> {
                if (status != ProtectionError) {
                    requireActive(status);
                }
            }
            case Resume -> {
                notConfiguring(status);
                if (status == InitialBackupPending || status == Protected) {
                    throw new HoldfastException(ErrorCode.ProtectionActive, "protection of this item is not stopped");
                }
            }
            case StopKeep -> stop(status, busy, status == ProtectionStopped);
            case StopKeepByPolicy -> stop(status, busy, status == ProtectionStopped || status == BackupsSuspended);
            case StopDelete -> {
                stop(status, busy, false);
                if (busy.contains(Busy.Restoring)) {
                    throw itemBusy("a restore of this item is running");
                }
                if (busy.contains(Busy.DeletingPoint)) {
                    throw itemBusy("a recovery point of this item is being deleted");
                }
            }
            case DeletePoint -> {
                if (busy.contains(Busy.Restoring)) {
                    throw itemBusy("a restore of this item is running");
                }
            }
            case Restore, UndeletePoint, Undelete, Purge -> {}
        }
    }

    /** Why a run of the schedule is left out; null when it is not. {@code busy}: what stands in the way of a backup. */
    static @Nullable ErrorCode skips(Collection<Busy> busy) {
        if (busy.isEmpty()) {
            return null;
        }
        return busy.contains(Busy.BackingUp) ? ErrorCode.BackupInProgress : ErrorCode.ItemBusy;
    }

    /** An item whose last recovery point is kept whatever happens. */
    static boolean keepsLastPoint(ProtectionStatus status) {
        return status != ProtectionStopped && status != BackupsSuspended;
    }

    static ProtectionStatus configured(ProtectionStatus status, boolean hasPoints) {
        if (status != ConfiguringProtection) {
            return status;
        }
        return hasPoints ? Protected : InitialBackupPending;
    }

    static ProtectionStatus configureFailed(ProtectionStatus status) {
        return status == ConfiguringProtection ? ProtectionError : status;
    }

    static ProtectionStatus stopped(StopData data) {
        return switch (data) {
            case Keep -> ProtectionStopped;
            case KeepByPolicy -> BackupsSuspended;
            case Delete -> SoftDeleted;
        };
    }

    static ProtectionStatus committed(ProtectionStatus status) {
        return status == InitialBackupPending ? Protected : status;
    }

    private static void stop(ProtectionStatus status, Set<Busy> busy, boolean already) {
        notConfiguring(status);
        if (already) {
            throw new HoldfastException(ErrorCode.NotProtected, "protection of this item is stopped already");
        }
        if (busy.contains(Busy.BackingUp)) {
            throw new HoldfastException(
                    ErrorCode.BackupInProgress, "a backup of this item is running: cancel it, or wait for its end");
        }
    }

    private static void requireActive(ProtectionStatus status) {
        notConfiguring(status);
        if (status != InitialBackupPending && status != Protected) {
            throw new HoldfastException(
                    ErrorCode.NotProtected, "protection of this item is not active: " + status.wording());
        }
    }

    private static void notConfiguring(ProtectionStatus status) {
        if (status == ConfiguringProtection) {
            throw itemBusy("protection of this item is being configured");
        }
    }

    private static HoldfastException itemBusy(String message) {
        return new HoldfastException(ErrorCode.ItemBusy, message);
    }
}
