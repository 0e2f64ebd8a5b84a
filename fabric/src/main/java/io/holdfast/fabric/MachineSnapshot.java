package io.holdfast.fabric;

import io.holdfast.contracts.job.JobWarning;
import io.holdfast.contracts.protection.Consistency;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One instant of a machine. In order: read the disks → {@link #finish} → commit the recovery point → {@link #keepCheckpoints} → {@link #close}. Leaving out
 * any step but the last is allowed and costs no more than the next backup's change hints.
 */
public interface MachineSnapshot extends AutoCloseable {
    DiscoveredMachine machine();

    /** The instant the disks are of. */
    Instant time();

    /** What was reached when the snapshot was taken; {@link #finish} may lower it. */
    Consistency consistency();

    /** From the start of freezing until thawed; null when nothing was frozen. */
    @Nullable
    Long freezeMillis();

    /** What the machine is made of beside its disks, in the fabric's own form (machine.yaml, domain XML): opaque, kept with the point, given to a restore. */
    String configuration();

    /** At least one, in the machine's order, with distinct names. Every disk of the machine is here, or a warning names it. */
    List<SnapshotDisk> disks();

    /** What has been noticed so far, for example that freezing failed. */
    List<JobWarning> warnings();

    /**
     * Called once, after the last read: says whether what was read is that one instant. Also when only changed or sampled extents were read.
     *
     * @throws io.holdfast.contracts.HoldfastException when the data read must not become a recovery point
     */
    SnapshotResult finish();

    /** The point is committed together with its checkpoints: keep them in the fabric and give up the base's. Without this call, {@link #close} gives up the new ones. */
    void keepCheckpoints();

    /** Releases everything. Idempotent; does not throw; failures are logged and left to {@link Fabric#reconcile}. Reads under way fail. */
    @Override
    void close();
}
