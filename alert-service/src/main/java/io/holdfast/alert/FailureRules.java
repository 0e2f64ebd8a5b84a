package io.holdfast.alert;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.alert.AlertCause;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobError;
import io.holdfast.contracts.job.JobItem;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.protection.ProtectionStatus;
import io.holdfast.contracts.protection.WatchedItem;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the end of a job says about its item.
 */
final class FailureRules {

    /** Items with these are to have backups. */
    static final Set<ProtectionStatus> WATCHED = Set.of(
            ProtectionStatus.ConfiguringProtection,
            ProtectionStatus.InitialBackupPending,
            ProtectionStatus.Protected,
            ProtectionStatus.ProtectionError);

    /** Another operation was running: its own end tells more. */
    private static final Set<String> BUSY =
            names(ErrorCode.JobConflict, ErrorCode.ItemBusy, ErrorCode.BackupInProgress);

    private static final Set<String> GONE =
            names(ErrorCode.MachineNotFound, ErrorCode.MachineMissing, ErrorCode.SourceGone);

    private static final Set<String> UNREACHABLE = names(ErrorCode.FabricUnavailable);

    /** What every backup of the vault stumbles over. */
    private static final Set<String> OF_THE_VAULT = names(
            ErrorCode.VaultFull,
            ErrorCode.VaultUnavailable,
            ErrorCode.VaultDamaged,
            ErrorCode.WrongKey,
            ErrorCode.ServiceUnavailable);

    private static final JobError UNKNOWN =
            new JobError(ErrorCode.Internal.name(), ErrorCode.Internal.title(), null, List.of());

    private FailureRules() {}

    /** {@code item}: null when it is not protected any more; {@code policyPaused}: of its policy. */
    static Findings of(Job job, @Nullable WatchedItem item, boolean policyPaused) {
        if (job.item() == null || job.vault() == null || !job.status().isFinal()) {
            return Findings.none();
        }
        boolean backup = job.operation() == Operation.Backup;
        return switch (job.status()) {
            case Completed, CompletedWithWarnings -> Findings.of(succeeded(job.item(), end(job), backup));
            case Failed -> {
                boolean wanted = !backup || (item != null && isWatched(item, policyPaused) && !isOld(job, item));
                yield wanted ? failed(job, job.item(), job.vault(), backup, item) : Findings.none();
            }
            default -> Findings.none();
        };
    }

    static boolean isWatched(WatchedItem item, boolean policyPaused) {
        return WATCHED.contains(item.status()) && !item.paused() && !policyPaused;
    }

    /** A later backup has ended meanwhile, as its own end will say. */
    private static boolean isOld(Job job, WatchedItem item) {
        return item.lastBackupAt() != null && item.lastBackupAt().isAfter(end(job));
    }

    private static List<Ending> succeeded(JobItem item, Instant at, boolean backup) {
        Stream<AlertCause> causes = backup
                ? Stream.of(
                        AlertCause.BackupFailed,
                        AlertCause.BackupOverdue,
                        AlertCause.NeverBackedUp,
                        AlertCause.SourceGone)
                : Stream.of(AlertCause.RestoreFailed);
        return causes.map(cause -> Ending.of(item.id(), cause, at)).toList();
    }

    private static Findings failed(Job job, JobItem about, String vault, boolean backup, @Nullable WatchedItem item) {
        JobError error = job.error() == null ? UNKNOWN : job.error();
        String code = error.code();
        String subscription = subscription(job, item);
        AlertCause cause = backup ? AlertCause.BackupFailed : AlertCause.RestoreFailed;
        Group group = OF_THE_VAULT.contains(code) ? Group.vault(code) : Group.item(about.id(), code);
        if (BUSY.contains(code)) {
            return Findings.none();
        }
        if (GONE.contains(code)) {
            if (!backup) {
                return Findings.none();
            }
            cause = AlertCause.SourceGone;
            group = Group.missing(subscription);
        }
        if (UNREACHABLE.contains(code)) {
            cause = backup ? AlertCause.SourceGone : cause;
            group = Group.unreachable(subscription);
        }
        Instant at = end(job);
        String detail = error.message() == null ? code : error.message();
        return Findings.of(new Condition(
                vault, cause, group, about.id(), about.cloudService() + "/" + about.name(), at, at, detail, job.id()));
    }

    private static String subscription(Job job, @Nullable WatchedItem item) {
        if (job.subscription() != null) {
            return job.subscription();
        }
        return item == null ? "" : item.subscription();
    }

    static Instant end(Job job) {
        return job.endedAt() == null ? job.createdAt() : job.endedAt();
    }

    private static Set<String> names(ErrorCode... codes) {
        return Set.copyOf(Stream.of(codes).map(ErrorCode::name).toList());
    }
}
