package io.holdfast.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.discovery.FabricKind;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.protection.PointKind;
import io.holdfast.contracts.protection.RecoveryPoint;
import io.holdfast.fabric.DiscoveredMachine;
import io.holdfast.fabric.Fabric;
import io.holdfast.platform.testing.FakeClock;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A fabric with change hints. */
@ExtendWith(PostgresExtension.class)
class SimulatedIT {
    private static final long MIB = 1 << 20;
    private static final Map<String, Object> FLEET = Map.of(
            "machines", 4, "diskSizeBytes", 64 * MIB, "allocatedFraction", 0.25, "changePerDay", 0.05, "seed", 7);

    private final FakeClock clock = new FakeClock(Instant.parse("2026-01-01T00:00:00Z"));
    private World world;

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void an_incremental_reads_what_changed_and_little_else(TestDatabase database, @TempDir Path folder) {
        world = World.of(database, folder).simulated(FLEET).at(clock).start(1);
        DiscoveredMachine machine = machines().get(0);
        world.protect(machine.id(), machine.cloudService(), machine.name());

        RecoveryPoint full = world.point(world.backUp(machine.id()));
        assertThat(full.kind()).isEqualTo(PointKind.Full);
        assertThat(full.readBytes()).as("holes are not read").isLessThan(full.sizeBytes() / 2);

        clock.advance(Duration.ofDays(1));
        RecoveryPoint incremental = world.point(world.backUp(machine.id()));
        assertThat(incremental.kind()).isEqualTo(PointKind.Incremental);
        assertThat(incremental.whyFull()).isNull();
        assertThat(incremental.readBytes()).isBetween(1L, full.readBytes() / 2);
        assertThat(incremental.newBytes()).isBetween(1L, full.newBytes() / 2);

        Job restore = world.restore(incremental, World.newMachine("elsewhere", "copy"));
        assertThat(restore.status()).as("%s", restore.error()).isEqualTo(JobStatus.Completed);
    }

    @Test
    void a_scripted_fault_fails_its_own_job_only(TestDatabase database, @TempDir Path folder) {
        Map<String, Object> fleet = new HashMap<>(FLEET);
        world = World.of(database, folder).simulated(fleet).at(clock);
        List<DiscoveredMachine> machines = machines();
        fleet.put(
                "faults",
                List.of(Map.of(
                        "machine", machines.get(0).name(), "phase", "read", "error", "DiskUnreadable", "times", 1000)));
        world.simulated(fleet).start(1);
        machines.forEach(machine -> world.protect(machine.id(), machine.cloudService(), machine.name()));

        assertThat(world.backUp(machines.get(0).id()).error())
                .isNotNull()
                .extracting(error -> error.code())
                .isEqualTo("DiskUnreadable");
        world.point(world.backUp(machines.get(1).id()));
        assertThat(world.unfinishedWork()).isZero();
    }

    private List<DiscoveredMachine> machines() {
        List<DiscoveredMachine> machines = new ArrayList<>();
        try (Fabric fabric = world.fabrics().open(FabricKind.Simulated, World.SUBSCRIPTION, world.settings())) {
            fabric.discover(machines::add);
        }
        return machines;
    }
}
