package io.holdfast.alert;

import io.holdfast.contracts.alert.AlertCause;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.protection.ProtectionStatus;
import io.holdfast.contracts.protection.WatchedItem;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with an item, whoever should have said so. Each check finds all of it anew: what it does not find is over.
 */
final class WatchRules {

    /** So long before deleted data goes for good there is a last word. */
    private static final Duration PURGE_NOTICE = Duration.ofDays(2);

    /** {@code failedAt}: the newest failed backup there is or was an alert about; {@code gone}: its source is said to be gone. */
    record Known(@Nullable Instant failedAt, boolean gone) {
        static final Known NOTHING = new Known(null, false);
    }

    private WatchRules() {}

    /** {@code policy}: what the item's policy promises; null when it has none. */
    static Findings of(
            WatchedItem item, @Nullable Expectation policy, Source source, Work work, Known known, Instant now) {
        List<Findings> all = new ArrayList<>();
        all.add(deleted(item, now));
        if (policy == null || !FailureRules.isWatched(item, policy.paused())) {
            all.add(over(
                    item,
                    now,
                    AlertCause.BackupFailed,
                    AlertCause.BackupOverdue,
                    AlertCause.NeverBackedUp,
                    AlertCause.SourceGone));
        } else {
            all.add(source(item, source));
            all.add(backup(item, policy, source, work, known, now));
        }
        return Findings.all(all);
    }

    private static Findings deleted(WatchedItem item, Instant now) {
        if (item.status() != ProtectionStatus.SoftDeleted || item.deletedAt() == null || item.purgeAt() == null) {
            return over(item, now, AlertCause.DataDeleted, AlertCause.PurgeUpcoming);
        }
        Condition deleted = condition(
                item,
                AlertCause.DataDeleted,
                Group.vault(),
                item.deletedAt(),
                item.deletedAt(),
                "Its backup data was deleted; until " + seconds(item.purgeAt()) + " that can be undone");
        if (item.purgeAt().minus(PURGE_NOTICE).isAfter(now)) {
            return Findings.of(deleted);
        }
        Instant notice = item.purgeAt().minus(PURGE_NOTICE);
        Condition purge = condition(
                item,
                AlertCause.PurgeUpcoming,
                Group.vault(),
                notice,
                notice,
                "Its backup data goes for good at " + seconds(item.purgeAt()));
        return new Findings(List.of(deleted, purge), List.of());
    }

    private static Findings source(WatchedItem item, Source source) {
        if (source instanceof Source.Missing missing) {
            return Findings.of(condition(
                    item,
                    AlertCause.SourceGone,
                    Group.missing(item.subscription()),
                    missing.seenAt(),
                    missing.seenAt(),
                    "It was not there at the last discovery; last seen " + seconds(missing.seenAt())));
        }
        if (source instanceof Source.Unreachable away && away.gone()) {
            return Findings.of(condition(
                    item,
                    AlertCause.SourceGone,
                    Group.unreachable(item.subscription()),
                    away.since(),
                    away.since(),
                    away.message()));
        }
        // a failed job may know better than a discovery before it
        return source instanceof Source.There there
                ? Findings.of(List.of(
                        new Ending(
                                item.id(),
                                AlertCause.SourceGone,
                                Group.missing(item.subscription()).key(),
                                there.seenAt()),
                        new Ending(
                                item.id(),
                                AlertCause.SourceGone,
                                Group.unreachable(item.subscription()).key(),
                                there.reachedAt())))
                : Findings.none();
    }

    private static Findings backup(
            WatchedItem item, Expectation policy, Source source, Work work, Known known, Instant now) {
        boolean never = item.latestRecoveryPoint() == null;
        AlertCause cause = never ? AlertCause.NeverBackedUp : AlertCause.BackupOverdue;
        AlertCause other = never ? AlertCause.BackupOverdue : AlertCause.NeverBackedUp;
        Instant due = policy.due();
        boolean gone = known.gone() || source instanceof Source.Missing || isGone(source);
        if (due == null || !due.isAfter(item.since()) || gone || isSettled(item, known, work, due, never)) {
            return over(item, now, cause, other);
        }
        if (isUnderWay(work, due) || source instanceof Source.Unreachable) {
            return Findings.none();
        }
        Condition missing = condition(
                item, cause, Group.policy(String.valueOf(item.policy())), due, due, detail(item, work, due, never));
        return new Findings(List.of(missing), over(item, now, other).endings());
    }

    private static boolean isGone(Source source) {
        return source instanceof Source.Unreachable away && away.gone();
    }

    /** A queue that moves is a queue; one that stands still, or holds a job until the next run is due, is nobody at work. */
    private static boolean isUnderWay(Work work, Instant due) {
        if (work instanceof Work.Waiting waiting) {
            return waiting.moving() && !waiting.since().isBefore(due);
        }
        return !(work instanceof Work.None);
    }

    /**
     * The run was made, or left out for a reason. A cancelled one was not wanted; a failed one has an alert of its own. What was never backed up
     * needs a better reason. That a backup was not done when the next was due is no reason when nobody has begun it.
     */
    private static boolean isSettled(WatchedItem item, Known known, Work work, Instant due, boolean never) {
        return isFailureKnown(item, known, due)
                || (!never
                        && (isSince(item.latestRecoveryPoint(), due)
                                || (isSince(item.lastSkippedAt(), due) && !(work instanceof Work.Waiting))
                                || (item.lastBackupStatus() != JobStatus.Failed && isSince(item.lastBackupAt(), due))));
    }

    private static boolean isFailureKnown(WatchedItem item, Known known, Instant due) {
        return item.lastBackupStatus() == JobStatus.Failed
                && isSince(item.lastBackupAt(), due)
                && isSince(known.failedAt(), due);
    }

    private static boolean isSince(@Nullable Instant at, Instant due) {
        return at != null && !at.isBefore(due);
    }

    private static String detail(WatchedItem item, Work work, Instant due, boolean never) {
        String expected = "Its backup of " + seconds(due) + " is missing";
        if (work instanceof Work.Waiting waiting) {
            return expected + "; a job waits since " + seconds(waiting.since()) + ", and no mover takes it";
        }
        if (item.lastBackupStatus() == JobStatus.Failed && item.lastBackupAt() != null) {
            return expected + "; the last one failed at " + seconds(item.lastBackupAt());
        }
        return never
                ? expected + "; there is no recovery point"
                : expected + "; the newest recovery point is of "
                        + seconds(Objects.requireNonNull(item.latestRecoveryPoint()));
    }

    private static Findings over(WatchedItem item, Instant now, AlertCause... causes) {
        List<Ending> endings = new ArrayList<>();
        for (AlertCause cause : causes) {
            endings.add(Ending.of(item.id(), cause, now));
        }
        return Findings.of(endings);
    }

    private static Condition condition(
            WatchedItem item, AlertCause cause, Group group, Instant since, Instant evidence, String detail) {
        return new Condition(
                item.vault(), cause, group, item.id(), item.name(), since, evidence, detail, item.activeBackup());
    }

    private static Instant seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }
}
