package io.holdfast.contracts.protection;

import io.holdfast.contracts.job.JobWarning;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One restorable state of a machine. {@code sizeBytes}: all disks as the guest sees them; {@code readBytes} from the machine; {@code newBytes} not in the vault before;
 * {@code storedBytes} written after compression. {@code expiresAt}: when it goes, null while nothing sets an end; {@code graceUntil}: set when the
 * policy alone would let it go earlier. {@code retainUntil}: a date of its own, or a hold.
 * {@code deletedAt}: somebody deleted it; until {@code purgeAt} that can be undone.
 */
public record RecoveryPoint(
        UUID id,
        UUID item,
        String vault,
        Instant time,
        Consistency consistency,
        PointKind kind,
        @Nullable String whyFull,
        long sizeBytes,
        long readBytes,
        long newBytes,
        long storedBytes,
        @Nullable Long freezeMillis,
        List<PointDisk> disks,
        List<JobWarning> warnings,
        String keptBecause,
        @Nullable Instant expiresAt,
        @Nullable Instant graceUntil,
        @Nullable Instant retainUntil,
        @Nullable Instant verifiedAt,
        @Nullable Instant deletedAt,
        @Nullable Instant purgeAt,
        UUID job) {}
