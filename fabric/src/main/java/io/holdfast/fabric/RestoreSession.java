package io.holdfast.fabric;

import java.nio.ByteBuffer;
import java.util.Optional;

/** A restore under way. Nobody sees anything of it before {@link #commit}. */
public interface RestoreSession extends AutoCloseable {
    /** Present when an earlier attempt of this job has committed: there is nothing left to write, {@link #commit} returns the same. */
    Optional<Restored> committed();

    /**
     * Writes all of {@code from} at {@code offset}. Disks begin as zeros: leave holes out. Parallel, in any order, for ranges that do not overlap.
     *
     * @throws IllegalArgumentException for an unknown disk or beyond its end
     * @throws io.holdfast.contracts.HoldfastException {@code TargetFull}, {@code TargetUnavailable}; the session can only be closed then
     */
    void write(String disk, long offset, ByteBuffer from);

    /**
     * Makes everything durable, then makes it appear at once: the new machine, or the original with its disks exchanged. The previous disks are kept aside until all
     * new ones stand, then removed; on failure they are put back. A crash in between is completed by {@link Fabric#reconcile} or the job's next attempt.
     * Not to be called while writes are under way. Can't be interrupted.
     *
     * @throws io.holdfast.contracts.HoldfastException {@code TargetExists} (somebody was faster), {@code MachineRunning} (it was started meanwhile), {@code TargetFull}, {@code TargetUnavailable}: nothing of
     *     the old state was touched
     */
    Restored commit();

    /** Without a commit: leaves nothing behind. Idempotent; does not throw; what it can't remove is left to {@link Fabric#reconcile}. */
    @Override
    void close();
}
