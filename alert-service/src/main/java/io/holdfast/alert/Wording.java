package io.holdfast.alert;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.alert.AlertCause;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What people read of an alert.
 */
final class Wording {

    private Wording() {}

    /** {@code items}: how many it concerns; {@code name}: of one of them. */
    static String title(AlertCause cause, Group group, long items, String name) {
        boolean one = items == 1;
        String policy = String.valueOf(group.policy());
        String subscription = String.valueOf(group.subscription());
        String machines = one ? name : items + " machines";
        return switch (cause) {
            case BackupFailed -> "Backup" + (one ? " of " + name : "s of " + machines) + " failed: " + reason(group);
            case RestoreFailed -> "Restore" + (one ? " of " + name : "s of " + machines) + " failed: " + reason(group);
            case BackupOverdue ->
                one
                        ? "Backup of " + name + " by policy " + policy + " is overdue"
                        : "Backups of " + machines + " by policy " + policy + " are overdue";
            case NeverBackedUp ->
                machines + (one ? " has" : " have") + " never been backed up, though policy " + policy + " says so";
            case SourceGone ->
                group.code() == null
                        ? machines + (one ? " is" : " are") + " not found on subscription " + subscription
                        : "Subscription " + subscription + " cannot be reached: no backups of " + machines;
            case DataDamaged -> "Backup data of " + machines + " is damaged";
            case DataDeleted -> "Backup data of " + machines + " was deleted";
            case PurgeUpcoming -> "Deleted backup data of " + machines + " is about to go for good";
        };
    }

    static String recommendation(AlertCause cause, @Nullable String code) {
        return switch (cause) {
            case BackupFailed, RestoreFailed -> known(code).recommendation();
            case BackupOverdue, NeverBackedUp ->
                "See that scheduler-service and backup-service run and are ready, then start a backup, or wait for the next run.";
            case SourceGone ->
                code == null
                        ? "Run Discover if it is back; stop its protection if it is gone for good. Its recovery points stay."
                        : known(code).recommendation();
            case DataDamaged ->
                "Check the storage. Back up what is affected: it is read in full, and heals what it still has. Then verify the vault again.";
            case DataDeleted -> "If nobody meant to, undelete the item.";
            case PurgeUpcoming ->
                "Undelete the item if its recovery points are wanted; after that nothing brings them back.";
        };
    }

    private static String reason(Group group) {
        return known(group.code()).title();
    }

    private static ErrorCode known(@Nullable String code) {
        return Arrays.stream(ErrorCode.values())
                .filter(known -> known.name().equals(code))
                .findFirst()
                .orElse(ErrorCode.Internal);
    }
}
