package io.holdfast.fabric.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.discovery.AgentState;
import io.holdfast.contracts.discovery.FabricKind;
import io.holdfast.contracts.discovery.PowerState;
import io.holdfast.contracts.job.JobWarning;
import io.holdfast.contracts.protection.Consistency;
import io.holdfast.fabric.DiscoveredMachine;
import io.holdfast.fabric.Fabric;
import io.holdfast.fabric.FabricContract;
import io.holdfast.fabric.FabricEnvironment;
import io.holdfast.fabric.Fabrics;
import io.holdfast.fabric.MachineSnapshot;
import io.holdfast.fabric.MutableClock;
import io.holdfast.fabric.RestoreSession;
import io.holdfast.fabric.RestoreSpec;
import io.holdfast.fabric.SnapshotDisk;
import io.holdfast.fabric.SnapshotOptions;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class SimulatedFabricTest extends FabricContract {
    private static final int MACHINES = 40;

    private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T10:00:00Z"));
    private final String subscription = "sim-" + UUID.randomUUID();
    private final Map<String, Object> settings = new HashMap<>(Map.of(
            "seed",
            7,
            "machines",
            MACHINES,
            "disksPerMachine",
            2,
            "minDiskSizeBytes",
            3_000_000,
            "maxDiskSizeBytes",
            5_000_000,
            "allocatedFraction",
            0.5,
            "changePerDay",
            0.2));

    @Override
    protected Fabric open() {
        return new Fabrics(new FabricEnvironment(List.of(), null, true, clock))
                .open(FabricKind.Simulated, subscription, settings);
    }

    @Override
    protected UUID machine() {
        return first(machine -> machine.powerState() == PowerState.Off).id();
    }

    private DiscoveredMachine first(Predicate<DiscoveredMachine> wanted) {
        List<DiscoveredMachine> all = new ArrayList<>();
        try (Fabric fabric = open()) {
            fabric.discover(all::add);
        }
        return all.stream().filter(wanted).findFirst().orElseThrow();
    }

    @Override
    protected void change(UUID machine) {
        clock.advance(Duration.ofDays(1));
    }

    @Override
    protected void rest() {}

    @Override
    protected int machines() {
        return MACHINES;
    }

    @Test
    void the_same_seed_makes_the_same_bytes_and_another_seed_others() {
        byte[] one = firstBytes("left", 7);

        assertThat(firstBytes("right", 7)).isEqualTo(one);
        assertThat(firstBytes("left", 8)).isNotEqualTo(one);
    }

    private byte[] firstBytes(String name, int seed) {
        Map<String, Object> full =
                Map.of("seed", seed, "machines", 1, "diskSizeBytes", 100_000, "allocatedFraction", 1);
        try (Fabric fabric = new Fabrics(new FabricEnvironment(List.of(), null, true, clock))
                .open(FabricKind.Simulated, name, full)) {
            List<DiscoveredMachine> machines = new ArrayList<>();
            fabric.discover(machines::add);
            try (MachineSnapshot snapshot = fabric.snapshot(machines.get(0).id(), options(Map.of()))) {
                return read(snapshot.disks().get(0), 0, 100_000);
            }
        }
    }

    @Test
    void about_the_configured_part_changes_in_a_day() {
        settings.put("minDiskSizeBytes", 200_000_000);
        settings.put("maxDiskSizeBytes", 200_000_000);
        try (Fabric fabric = open()) {
            UUID machine = machine();
            Map<String, String> marks;
            try (MachineSnapshot snapshot = fabric.snapshot(machine, options(Map.of()))) {
                marks = snapshot.finish().checkpoints();
            }
            clock.advance(Duration.ofDays(1));
            try (MachineSnapshot snapshot = fabric.snapshot(machine, options(marks))) {
                SnapshotDisk disk = snapshot.disks().get(0);
                double allocated = disk.allocated().bytes();
                double changed = disk.changedSince().orElseThrow().bytes();
                assertThat(allocated / disk.sizeBytes()).isBetween(0.35, 0.65);
                assertThat(changed / allocated).isBetween(0.15, 0.25);
            }
        }
    }

    @Test
    void ten_thousand_machines_are_discovered_in_well_under_a_second_of_processor_time() {
        settings.put("machines", 10_000);
        try (Fabric fabric = open()) {
            int[] count = new int[1];
            long before = ManagementFactory.getThreadMXBean()
                    .getThreadCpuTime(Thread.currentThread().getId());
            fabric.discover(machine -> count[0]++);
            long after = ManagementFactory.getThreadMXBean()
                    .getThreadCpuTime(Thread.currentThread().getId());

            assertThat(count[0]).isEqualTo(10_000);
            assertThat(Duration.ofNanos(after - before)).isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void a_running_machine_with_an_agent_is_file_system_consistent() {
        DiscoveredMachine machine = first(m -> m.agentState() == AgentState.Ready);
        try (Fabric fabric = open();
                MachineSnapshot snapshot = fabric.snapshot(machine.id(), options(Map.of()))) {
            assertThat(snapshot.consistency()).isEqualTo(Consistency.FileSystem);
            assertThat(snapshot.freezeMillis()).isPositive();
        }
    }

    @Test
    void a_running_machine_without_an_agent_fails_where_consistency_is_asked_for() {
        DiscoveredMachine machine =
                first(m -> m.powerState() == PowerState.Running && m.agentState() == AgentState.Absent);
        try (Fabric fabric = open()) {
            assertFails(
                    ErrorCode.FreezeFailed,
                    () -> fabric.snapshot(
                            machine.id(),
                            new SnapshotOptions(UUID.randomUUID(), Map.of(), Duration.ofSeconds(1), true)));
        }
    }

    @Test
    void a_running_machine_is_not_restored_over() {
        DiscoveredMachine machine = first(m -> m.powerState() == PowerState.Running);
        try (Fabric fabric = open();
                MachineSnapshot snapshot = fabric.snapshot(machine.id(), options(Map.of()))) {
            assertFails(
                    ErrorCode.MachineRunning,
                    () -> fabric.prepareRestore(
                            new RestoreSpec.Original(job, machine.id(), snapshot.configuration(), List.of())));
        }
    }

    @Test
    void wrong_or_missing_bytes_of_a_restore_are_found() {
        try (Fabric fabric = open();
                MachineSnapshot snapshot = fabric.snapshot(machine(), options(Map.of()))) {
            SnapshotDisk disk = snapshot.disks().get(0);
            Map<String, byte[]> content = Map.of(disk.name(), read(disk, 0, (int) disk.sizeBytes()));
            RestoreSpec spec = new RestoreSpec.NewMachine(job, "c", "m", snapshot.configuration(), disks(content));
            try (RestoreSession session = fabric.prepareRestore(spec)) {
                byte[] wrong = content.get(disk.name()).clone();
                wrong[70_000] ^= 1;
                assertFails(ErrorCode.VaultDamaged, () -> session.write(disk.name(), 0, ByteBuffer.wrap(wrong)));
                assertFails(ErrorCode.VaultDamaged, session::commit);
            }
        }
    }

    @Test
    void points_of_other_fabrics_are_refused() {
        try (Fabric fabric = open()) {
            assertFails(
                    ErrorCode.TargetUnavailable,
                    () -> fabric.prepareRestore(new RestoreSpec.NewMachine(job, "c", "m", "disks: []", List.of())));
        }
    }

    @Test
    void scripted_faults_strike_as_often_as_they_say() {
        String name = first(machine -> true).name();
        settings.put(
                "faults",
                List.of(
                        Map.of("machine", name, "phase", "snapshot", "error", "MachineUnreadable", "times", 2),
                        Map.of("machine", "*", "phase", "read", "error", "DiskUnreadable"),
                        Map.of("machine", name, "phase", "finish", "error", "ImageChanged")));
        UUID machine = first(m -> m.name().equals(name)).id();
        try (Fabric fabric = open()) {
            assertFails(ErrorCode.MachineUnreadable, () -> fabric.snapshot(machine, options(Map.of())));
            assertFails(ErrorCode.MachineUnreadable, () -> fabric.snapshot(machine, options(Map.of())));
            try (MachineSnapshot snapshot = fabric.snapshot(machine, options(Map.of()))) {
                SnapshotDisk disk = snapshot.disks().get(0);
                assertFails(ErrorCode.DiskUnreadable, () -> disk.read(0, ByteBuffer.allocate(1)));
                disk.read(0, ByteBuffer.allocate(1));
                assertThat(snapshot.finish().warnings())
                        .extracting(JobWarning::code)
                        .containsExactly("ImageChanged");
                assertThat(snapshot.finish().warnings()).isEmpty();
            }
        }
    }
}
