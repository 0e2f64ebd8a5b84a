package io.holdfast.backup;

import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.discovery.Subscription;
import io.holdfast.contracts.discovery.SubscriptionCheck;
import io.holdfast.contracts.job.JobWarning;
import io.holdfast.contracts.protection.Consistency;
import io.holdfast.fabric.DiscoveredMachine;
import io.holdfast.fabric.Extents;
import io.holdfast.fabric.Fabric;
import io.holdfast.fabric.MachineSnapshot;
import io.holdfast.fabric.RestoreSession;
import io.holdfast.fabric.RestoreSpec;
import io.holdfast.fabric.Restored;
import io.holdfast.fabric.SnapshotDisk;
import io.holdfast.fabric.SnapshotOptions;
import io.holdfast.fabric.SnapshotResult;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A real fabric that calls the test at the steps of a backup or restore, and counts what is open. */
final class HookedFabric implements Fabric {
    /** Where a test can come in. */
    enum At {
        Snapshot,
        Read,
        Finish,
        Prepare,
        Write,
        Commit
    }

    /** What the test does there, and what it wants to know. */
    static final class Hooks {
        private final Map<At, Runnable> actions = new ConcurrentHashMap<>();
        final AtomicInteger openSnapshots = new AtomicInteger();
        final AtomicInteger openSessions = new AtomicInteger();

        /** What the fabric's change hints say, whatever changed. */
        volatile @Nullable Extents claimedChanges;

        void on(At at, Runnable action) {
            actions.put(at, action);
        }

        void clear() {
            actions.clear();
            claimedChanges = null;
        }

        Function<Subscription, Fabric> around(Function<Subscription, Fabric> real) {
            return subscription -> new HookedFabric(real.apply(subscription), this);
        }

        private void at(At at) {
            actions.getOrDefault(at, () -> {}).run();
        }
    }

    private final Fabric real;
    private final Hooks hooks;

    private HookedFabric(Fabric real, Hooks hooks) {
        this.real = real;
        this.hooks = hooks;
    }

    @Override
    public MachineSnapshot snapshot(UUID machine, SnapshotOptions options) {
        hooks.at(At.Snapshot);
        MachineSnapshot snapshot = real.snapshot(machine, options);
        hooks.openSnapshots.incrementAndGet();
        return new HookedSnapshot(snapshot, hooks);
    }

    @Override
    public RestoreSession prepareRestore(RestoreSpec spec) {
        hooks.at(At.Prepare);
        RestoreSession session = real.prepareRestore(spec);
        hooks.openSessions.incrementAndGet();
        return new HookedSession(session, hooks);
    }

    @Override
    public SubscriptionCheck check() {
        return real.check();
    }

    @Override
    public void discover(Consumer<DiscoveredMachine> sink) {
        real.discover(sink);
    }

    @Override
    public Optional<DiscoveredMachine> find(UUID machine) {
        return real.find(machine);
    }

    @Override
    public List<FieldError> conflicts(RestoreSpec spec) {
        return real.conflicts(spec);
    }

    @Override
    public List<String> reconcile(Predicate<UUID> jobIsLive) {
        return real.reconcile(jobIsLive);
    }

    @Override
    public void close() {
        real.close();
    }

    private record HookedSnapshot(MachineSnapshot real, Hooks hooks) implements MachineSnapshot {
        @Override
        public List<SnapshotDisk> disks() {
            return real.disks().stream()
                    .<SnapshotDisk>map(disk -> new HookedDisk(disk, hooks))
                    .toList();
        }

        @Override
        public SnapshotResult finish() {
            hooks.at(At.Finish);
            return real.finish();
        }

        @Override
        public void close() {
            real.close();
            hooks.openSnapshots.decrementAndGet();
        }

        @Override
        public DiscoveredMachine machine() {
            return real.machine();
        }

        @Override
        public Instant time() {
            return real.time();
        }

        @Override
        public Consistency consistency() {
            return real.consistency();
        }

        @Override
        public @Nullable Long freezeMillis() {
            return real.freezeMillis();
        }

        @Override
        public String configuration() {
            return real.configuration();
        }

        @Override
        public List<JobWarning> warnings() {
            return real.warnings();
        }

        @Override
        public void keepCheckpoints() {
            real.keepCheckpoints();
        }
    }

    private record HookedDisk(SnapshotDisk real, Hooks hooks) implements SnapshotDisk {
        @Override
        public void read(long offset, ByteBuffer into) {
            hooks.at(At.Read);
            real.read(offset, into);
        }

        @Override
        public String name() {
            return real.name();
        }

        @Override
        public long sizeBytes() {
            return real.sizeBytes();
        }

        @Override
        public Extents allocated() {
            return real.allocated();
        }

        @Override
        public Optional<Extents> changedSince() {
            Extents claimed = hooks.claimedChanges;
            return claimed == null ? real.changedSince() : Optional.of(claimed);
        }

        @Override
        public @Nullable String whyFull() {
            return real.whyFull();
        }

        @Override
        public int parallelReads() {
            return real.parallelReads();
        }
    }

    private record HookedSession(RestoreSession real, Hooks hooks) implements RestoreSession {
        @Override
        public void write(String disk, long offset, ByteBuffer from) {
            hooks.at(At.Write);
            real.write(disk, offset, from);
        }

        @Override
        public Restored commit() {
            hooks.at(At.Commit);
            return real.commit();
        }

        @Override
        public void close() {
            real.close();
            hooks.openSessions.decrementAndGet();
        }

        @Override
        public Optional<Restored> committed() {
            return real.committed();
        }
    }
}
