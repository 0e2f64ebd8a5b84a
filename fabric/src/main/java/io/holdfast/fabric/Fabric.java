package io.holdfast.fabric;

import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.discovery.SubscriptionCheck;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * An open connection to one subscription: the only way Holdfast sees or touches machines. What holds for every method here and on
 * the objects it hands out:
 *
 * <ul>
 *   <li><b>Threads.</b> Everything blocks, none of it may be called on an event loop. A {@code Fabric} may be used by many threads at
 *       once; a {@link MachineSnapshot} or {@link RestoreSession} belongs to one thread but for the methods said to be parallel.
 *   <li><b>Failure.</b> The only exceptions are {@link io.holdfast.contracts.HoldfastException} with a code (messages name machines and disks, never a
 *       path of the server) and, when the calling thread is interrupted, {@link java.util.concurrent.CancellationException} with the
 *       interrupt flag set again. Adapters retry nothing that the caller could retry better: a failed call is over, and has undone what it had begun.
 *   <li><b>Do no harm.</b> A guest is never left frozen: thawing is tried whatever happened before it. A snapshot holds no bytes in
 *       memory; a slow reader never slows the guest beyond what its hypervisor's copy-before-write costs.
 *   <li><b>Dead movers.</b> Whatever a snapshot or restore leaves outside this process bears its job's id, so that {@link #reconcile} can
 *       clean it up. An attempt whose leftovers were cleaned can't commit any more.
 *   <li><b>One at a time.</b> The caller sees to it that a machine has at most one snapshot or original restore; adapters may rely on it.
 * </ul>
 */
public interface Fabric extends AutoCloseable {

    /** What works and what is missing on this connection. Changes nothing; does not throw for a place that is away. */
    SubscriptionCheck check();

    /**
     * Hands every machine to {@code sink} once, on the calling thread, one by one as they are found; at least 10,000 must do. A machine that is seen but
     * can't be used has a {@code problem} and does not disturb the others. An exception from the sink ends the walk and passes through.
     *
     * @throws io.holdfast.contracts.HoldfastException {@code FabricUnavailable}: the list is not complete, so nothing may be concluded from a machine's absence
     */
    void discover(Consumer<DiscoveredMachine> sink);

    /** The machine as it is now; empty when it is gone. A machine with a {@code problem} is found too. */
    Optional<DiscoveredMachine> find(UUID machine);

    /**
     * Freezes the guest where that is possible, fixes one instant of all its disks, thaws it. On return the guest runs as before; the
     * snapshot stays readable until it is closed.
     *
     * @throws io.holdfast.contracts.HoldfastException {@code MachineNotFound}, {@code InvalidMachineManifest}, {@code DiskMissing}, {@code DiskUnreadable}, {@code MachineUnreadable},
     *     {@code FreezeFailed} (only with {@link SnapshotOptions#requireConsistent}), {@code FabricUnavailable}
     */
    MachineSnapshot snapshot(UUID machine, SnapshotOptions options);

    /** What stands in the way of a restore now; empty: nothing. Changes nothing. Codes are {@link io.holdfast.contracts.ErrorCode}s, pointers begin at {@code /target}. */
    List<FieldError> conflicts(RestoreSpec spec);

    /**
     * Makes room for the restored disks, out of everybody's sight. Leftovers of an earlier attempt of the same job are cleaned up first,
     * or completed if that attempt had begun to commit: see {@link RestoreSession#committed()}.
     *
     * @throws io.holdfast.contracts.HoldfastException the first of {@link #conflicts}: {@code TargetExists}, {@code MachineRunning}, {@code SourceGone}, {@code TargetFull}, {@code TargetUnavailable}
     */
    RestoreSession prepareRestore(RestoreSpec spec);

    /**
     * Cleans up what dead jobs left on this subscription: thaws guests, removes staged and kept-aside disks, ends exports, completes swaps
     * that had begun. Guests frozen beyond their deadline are thawed even if their job lives. Safe at any time, from several movers at
     * once, and cheap when there is nothing to do: call it at start, before a run, and every few minutes.
     *
     * @param jobIsLive asked after a leftover was found, so a job that started meanwhile is not hurt
     * @return what was done, one line each, for the log
     * @throws io.holdfast.contracts.HoldfastException when something stays (a guest that does not thaw, a place that is away): call again
     */
    List<String> reconcile(Predicate<UUID> jobIsLive);

    /** Lets go of the connection. Close snapshots and sessions first. Idempotent, does not throw. */
    @Override
    void close();
}
