package io.holdfast.fabric.simulated;

import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.AgentState;
import io.holdfast.contracts.discovery.DeploymentModel;
import io.holdfast.contracts.discovery.MachineDisk;
import io.holdfast.contracts.discovery.PowerState;
import io.holdfast.fabric.simulated.SimulatedSettings.Fault;
import io.holdfast.fabric.simulated.SimulatedSettings.Phase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One subscription's machines. What is not computed from the seed (restored machines, faults used up, restores under way) is kept here, for as long
 * as this process lives, and shared by all connections of it.
 */
final class Fleet {
    private static final Map<String, Fleet> FLEETS = new ConcurrentHashMap<>();

    private final SimulatedSettings settings;
    private final long idPrefix;
    private final Map<UUID, SimulatedMachine> restored = new ConcurrentHashMap<>();
    private final Map<UUID, Long> behind = new ConcurrentHashMap<>();
    private final Map<Fault, AtomicLong> faultsUsed = new ConcurrentHashMap<>();
    private final Map<UUID, UUID> committed = new ConcurrentHashMap<>();
    private final Set<SimulatedRestore> underWay = ConcurrentHashMap.newKeySet();

    private Fleet(String subscription, SimulatedSettings settings) {
        this.settings = settings;
        UUID hash = UUID.nameUUIDFromBytes(
                ("holdfast:simulated:" + subscription + ":" + settings.seed()).getBytes(StandardCharsets.UTF_8));
        // version 8: a UUID of our own making
        this.idPrefix = (hash.getMostSignificantBits() & ~0xF000L) | 0x8000L;
    }

    static Fleet of(String subscription, SimulatedSettings settings) {
        return FLEETS.computeIfAbsent(subscription + "\n" + settings, key -> new Fleet(subscription, settings));
    }

    SimulatedSettings settings() {
        return settings;
    }

    Iterable<SimulatedMachine> machines() {
        List<SimulatedMachine> all = new ArrayList<>(settings.machines() + restored.size());
        for (int i = 0; i < settings.machines(); i++) {
            all.add(machine(i));
        }
        all.addAll(restored.values());
        return all;
    }

    Optional<SimulatedMachine> find(UUID id) {
        long number = id.getLeastSignificantBits() & Long.MAX_VALUE;
        if (id.getMostSignificantBits() == idPrefix && number < settings.machines()) {
            return Optional.of(machine((int) number));
        }
        return Optional.ofNullable(restored.get(id));
    }

    Optional<SimulatedMachine> find(String cloudService, String name) {
        for (SimulatedMachine machine : machines()) {
            if (machine.name().equals(name) && machine.cloudService().equals(cloudService)) {
                return Optional.of(machine);
            }
        }
        return Optional.empty();
    }

    private SimulatedMachine machine(int number) {
        long dice = Contents.mix(settings.seed() * 31 + number);
        boolean off = Math.floorMod(dice, 10) == 0;
        boolean agent = Math.floorMod(dice >> 8, 5) != 0;
        UUID id = new UUID(idPrefix, Long.MIN_VALUE | number);
        return new SimulatedMachine(
                id,
                "sim-%05d".formatted(number),
                "cluster-" + (1 + number % settings.cloudServices()),
                number,
                Math.floorMod(dice >> 16, 2) == 0 ? DeploymentModel.Classic : DeploymentModel.ResourceManager,
                off ? PowerState.Off : PowerState.Running,
                !agent ? AgentState.Absent : off ? AgentState.NotReady : AgentState.Ready,
                null,
                behind.getOrDefault(id, 0L));
    }

    List<Contents> disks(SimulatedMachine machine) {
        List<Contents> disks = new ArrayList<>();
        for (int i = 0; i < settings.disksPerMachine(); i++) {
            long key = Contents.mix(settings.seed() ^ Contents.mix(machine.origin() * 64L + i + 1));
            disks.add(new Contents(
                    key, settings.diskSize(Contents.mix(key)), settings.allocatedFraction(), settings.changePerDay()));
        }
        return disks;
    }

    static String diskName(int index) {
        return "vd" + (char) ('a' + index);
    }

    List<MachineDisk> describeDisks(SimulatedMachine machine) {
        List<MachineDisk> described = new ArrayList<>();
        List<Contents> disks = disks(machine);
        for (int i = 0; i < disks.size(); i++) {
            long size = disks.get(i).size();
            described.add(new MachineDisk(diskName(i), size, (long) (size * settings.allocatedFraction())));
        }
        return described;
    }

    /** A scripted fault that strikes now; counted as used. */
    Optional<Fault> strike(String machine, Phase phase) {
        return settings.faults().stream()
                .filter(fault -> fault.phase() == phase
                        && (fault.machine().equals("*") || fault.machine().equals(machine)))
                .filter(fault -> faultsUsed
                                .computeIfAbsent(fault, key -> new AtomicLong())
                                .getAndIncrement()
                        < fault.times())
                .findFirst();
    }

    /** Throws the scripted fault, if one strikes now. */
    void fail(String machine, Phase phase) {
        strike(machine, phase).map(Fault::error).ifPresent(code -> {
            throw new HoldfastException(code, "Scripted fault in " + phase + " of " + machine);
        });
    }

    void add(SimulatedMachine machine) {
        restored.put(machine.id(), machine);
    }

    /** The machine's disks become those of {@code millis}; a machine of the fleet goes on changing from there. */
    void setBack(UUID machine, long millis, long nowMillis) {
        behind.put(machine, nowMillis - millis);
        restored.computeIfPresent(machine, (id, copy) -> copy.stillAt(millis));
    }

    /** By job: the machine it restored. */
    Map<UUID, UUID> committed() {
        return committed;
    }

    Set<SimulatedRestore> underWay() {
        return underWay;
    }
}
