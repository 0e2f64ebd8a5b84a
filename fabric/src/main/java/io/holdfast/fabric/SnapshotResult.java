package io.holdfast.fabric;

import io.holdfast.contracts.job.JobWarning;
import io.holdfast.contracts.protection.Consistency;
import java.util.List;
import java.util.Map;

/**
 * What the bytes read are worth. {@code warnings} are all of the snapshot's, also those known before the reading. {@code checkpoints}: per disk name, an opaque mark to
 * keep with the recovery point, for {@link SnapshotOptions#base} of the next one; a disk without a mark will be read in full.
 */
public record SnapshotResult(Consistency consistency, List<JobWarning> warnings, Map<String, String> checkpoints) {
    /** A disk was written while it was read: the point may mix two states of it. */
    public static final String IMAGE_CHANGED = "ImageChanged";

    /** Freezing was asked for and did not work; the point is crash-consistent. */
    public static final String NOT_FROZEN = "NotFrozen";

    /** The guest may still be frozen; thawing goes on in the background. */
    public static final String THAW_FAILED = "ThawFailed";

    public SnapshotResult {
        warnings = List.copyOf(warnings);
        checkpoints = Map.copyOf(checkpoints);
    }
}
