package io.holdfast.fabric.simulated;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.fabric.RestoreDisk;
import io.holdfast.fabric.RestoreSession;
import io.holdfast.fabric.Restored;
import io.holdfast.fabric.simulated.SimulatedSettings.Phase;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps no byte: each write is compared with what the source's disk was at the point's instant, and no data may be left out. */
final class SimulatedRestore implements RestoreSession {
    private final Fleet fleet;
    private final UUID job;
    private final String name;
    private final Origin origin;
    private final Map<String, Disk> disks = new HashMap<>();
    private final Supplier<Restored> appear;
    private final Latency latency;
    private volatile boolean cleaned;
    private @Nullable Restored done;

    private record Disk(Contents contents, BitSet written) {}

    SimulatedRestore(
            Fleet fleet,
            UUID job,
            String name,
            Origin origin,
            List<Contents> contents,
            List<RestoreDisk> wanted,
            Supplier<Restored> appear) {
        this.fleet = fleet;
        this.job = job;
        this.name = name;
        this.origin = origin;
        this.appear = appear;
        this.latency = new Latency(fleet.settings().latencyMillis());
        for (int i = 0; i < contents.size(); i++) {
            disks.put(Fleet.diskName(i), new Disk(contents.get(i), new BitSet()));
        }
        disks.keySet().retainAll(wanted.stream().map(RestoreDisk::name).toList());
        fleet.underWay().add(this);
    }

    UUID job() {
        return job;
    }

    void clean() {
        cleaned = true;
        fleet.underWay().remove(this);
    }

    @Override
    public Optional<Restored> committed() {
        return Optional.empty();
    }

    @Override
    public void write(String diskName, long offset, ByteBuffer from) {
        Disk disk = disks.get(diskName);
        if (disk == null || offset < 0 || offset > disk.contents().size() - from.remaining()) {
            throw new IllegalArgumentException("write outside disk " + diskName);
        }
        latency.pass();
        fleet.fail(name, Phase.write);
        int length = from.remaining();
        ByteBuffer expected = ByteBuffer.allocate(length);
        disk.contents().read(offset, expected, origin.millis());
        if (!expected.flip().equals(from)) {
            throw new HoldfastException(
                    ErrorCode.VaultDamaged,
                    "Disk " + diskName + ": the bytes restored are not those that were backed up");
        }
        from.position(from.limit());
        synchronized (disk) {
            // a block counts when its first byte was written
            int first = (int) ((offset + Contents.BLOCK - 1) / Contents.BLOCK);
            int end = (int) ((offset + length + Contents.BLOCK - 1) / Contents.BLOCK);
            disk.written().set(first, Math.max(first, end));
        }
    }

    @Override
    public Restored commit() {
        Restored before = done;
        if (before != null) {
            return before;
        }
        latency.pass();
        fleet.fail(name, Phase.commit);
        disks.forEach(SimulatedRestore::complete);
        synchronized (fleet) {
            if (cleaned) {
                throw new HoldfastException(
                        ErrorCode.TargetUnavailable, "This attempt was believed dead and was cleaned up");
            }
            Restored restored = appear.get();
            done = restored;
            return restored;
        }
    }

    private static void complete(String name, Disk disk) {
        disk.contents().allocated().forEach((offset, length) -> {
            int first = (int) (offset / Contents.BLOCK);
            int end = (int) ((offset + length + Contents.BLOCK - 1) / Contents.BLOCK);
            if (disk.written().nextClearBit(first) < end) {
                throw new HoldfastException(ErrorCode.VaultDamaged, "Disk " + name + ": data is missing");
            }
        });
    }

    @Override
    public void close() {
        fleet.underWay().remove(this);
    }

    /** What an earlier attempt of the job has made already. */
    record Committed(Restored restored) implements RestoreSession {
        @Override
        public Optional<Restored> committed() {
            return Optional.of(restored);
        }

        @Override
        public void write(String disk, long offset, ByteBuffer from) {
            throw new IllegalStateException("this restore has been committed");
        }

        @Override
        public Restored commit() {
            return restored;
        }

        @Override
        public void close() {}
    }
}
