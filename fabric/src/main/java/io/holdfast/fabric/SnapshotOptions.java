package io.holdfast.fabric;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * How to take a snapshot.
 *
 * @param base per disk name, the mark ({@link SnapshotResult#checkpoints}) of the recovery point to compare with; empty: none. Marks of ours that
 *     it does not name are given up
 * @param freezeDeadline the guest is thawed when it has been frozen this long, ready or not
 * @param requireConsistent fail with {@code FreezeFailed} rather than take a running machine that can't be frozen
 */
public record SnapshotOptions(UUID job, Map<String, String> base, Duration freezeDeadline, boolean requireConsistent) {
    public SnapshotOptions {
        base = Map.copyOf(base);
    }
}
