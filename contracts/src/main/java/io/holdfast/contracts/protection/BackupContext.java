package io.holdfast.contracts.protection;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a mover needs. {@code basePoint}: the newest point; {@code checkpoints}: per disk, the change-tracking mark that point left in the fabric.
 * {@code committedPoint}: this job has committed already (an earlier holder of the lease did) and only has to be completed.
 */
public record BackupContext(
        Vault vault,
        ProtectedItem item,
        @Nullable UUID basePoint,
        Map<String, String> checkpoints,
        @Nullable UUID committedPoint) {}
