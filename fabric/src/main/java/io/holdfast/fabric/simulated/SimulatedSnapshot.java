package io.holdfast.fabric.simulated;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.AgentState;
import io.holdfast.contracts.discovery.PowerState;
import io.holdfast.contracts.job.JobWarning;
import io.holdfast.contracts.protection.Consistency;
import io.holdfast.fabric.DiscoveredMachine;
import io.holdfast.fabric.Extents;
import io.holdfast.fabric.MachineSnapshot;
import io.holdfast.fabric.SnapshotDisk;
import io.holdfast.fabric.SnapshotOptions;
import io.holdfast.fabric.SnapshotResult;
import io.holdfast.fabric.simulated.SimulatedSettings.Phase;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Disks computed as of one instant. */
final class SimulatedSnapshot implements MachineSnapshot {
    private final Fleet fleet;
    private final SimulatedMachine machine;
    private final Instant time;
    private final long contentMillis;
    private final boolean frozen;
    private final List<SnapshotDisk> disks = new ArrayList<>();
    private final Latency latency;
    private volatile boolean closed;

    SimulatedSnapshot(Fleet fleet, SimulatedMachine machine, SnapshotOptions options, Instant now) {
        this.fleet = fleet;
        this.machine = machine;
        this.time = now;
        this.contentMillis = machine.contentMillis(now.toEpochMilli());
        this.latency = new Latency(fleet.settings().latencyMillis());
        this.frozen = machine.powerState() == PowerState.Running && machine.agentState() == AgentState.Ready;
        if (machine.powerState() == PowerState.Running && !frozen && options.requireConsistent()) {
            throw new HoldfastException(ErrorCode.FreezeFailed, "The machine has no guest agent");
        }
        List<Contents> contents = fleet.disks(machine);
        for (int i = 0; i < contents.size(); i++) {
            String name = Fleet.diskName(i);
            disks.add(new Disk(name, contents.get(i), options.base().get(name)));
        }
    }

    // of an instant, and of which machine's: a mark of another is worth nothing
    private String mark() {
        return "sim1:" + fleet.settings().contents() + ":" + machine.origin() + ":" + contentMillis;
    }

    private Optional<Long> millisOf(@Nullable String mark) {
        String mine = mark();
        String prefix = mine.substring(0, mine.lastIndexOf(':') + 1);
        if (mark == null || !mark.startsWith(prefix)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.valueOf(mark.substring(prefix.length())));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    @Override
    public DiscoveredMachine machine() {
        return machine.discovered(fleet.describeDisks(machine));
    }

    @Override
    public Instant time() {
        return time;
    }

    @Override
    public Consistency consistency() {
        return frozen ? Consistency.FileSystem : Consistency.Crash;
    }

    @Override
    public @Nullable Long freezeMillis() {
        return frozen ? 40 + Math.floorMod(Contents.mix(contentMillis), 100L) : null;
    }

    @Override
    public String configuration() {
        return new Origin(fleet.settings().contents(), machine.origin(), contentMillis, machine.deploymentModel())
                .text();
    }

    @Override
    public List<SnapshotDisk> disks() {
        return List.copyOf(disks);
    }

    @Override
    public List<JobWarning> warnings() {
        return List.of();
    }

    @Override
    public SnapshotResult finish() {
        latency.pass();
        Optional<SimulatedSettings.Fault> fault = fleet.strike(machine.name(), Phase.finish);
        ErrorCode error = fault.map(SimulatedSettings.Fault::error).orElse(null);
        if (error != null) {
            throw new HoldfastException(error, "Scripted fault in finish of " + machine.name());
        }
        if (fault.isPresent()) {
            JobWarning changed = new JobWarning(
                    SnapshotResult.IMAGE_CHANGED,
                    "Disk vda: its image was written while it was read; the point may mix two states");
            return new SnapshotResult(Consistency.Crash, List.of(changed), Map.of());
        }
        Map<String, String> checkpoints = new HashMap<>();
        disks.forEach(disk -> checkpoints.put(disk.name(), mark()));
        return new SnapshotResult(consistency(), List.of(), checkpoints);
    }

    @Override
    public void keepCheckpoints() {}

    @Override
    public void close() {
        closed = true;
    }

    private final class Disk implements SnapshotDisk {
        private final String name;
        private final Contents contents;
        private final Optional<Long> base;

        Disk(String name, Contents contents, @Nullable String mark) {
            this.name = name;
            this.contents = contents;
            this.base = millisOf(mark);
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long sizeBytes() {
            return contents.size();
        }

        @Override
        public Extents allocated() {
            return contents.allocated();
        }

        @Override
        public Optional<Extents> changedSince() {
            return base.map(millis -> contents.changed(millis, contentMillis));
        }

        @Override
        public @Nullable String whyFull() {
            return base.isPresent() ? null : "There is no mark of an earlier backup of this disk";
        }

        @Override
        public int parallelReads() {
            return 4;
        }

        @Override
        public void read(long offset, ByteBuffer into) {
            if (offset < 0 || offset > contents.size() - into.remaining()) {
                throw new IllegalArgumentException("read beyond the end of disk " + name);
            }
            if (closed) {
                throw new HoldfastException(ErrorCode.MachineUnreadable, "Disk " + name + ": the snapshot is closed");
            }
            latency.pass();
            fleet.fail(machine.name(), Phase.read);
            contents.read(offset, into, contentMillis);
        }
    }
}
