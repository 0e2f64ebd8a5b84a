package io.holdfast.fabric.simulated;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.AgentState;
import io.holdfast.contracts.discovery.PowerState;
import io.holdfast.contracts.discovery.SubscriptionCheck;
import io.holdfast.fabric.DiscoveredMachine;
import io.holdfast.fabric.Fabric;
import io.holdfast.fabric.FabricEnvironment;
import io.holdfast.fabric.MachineSnapshot;
import io.holdfast.fabric.RestoreSession;
import io.holdfast.fabric.RestoreSpec;
import io.holdfast.fabric.Restored;
import io.holdfast.fabric.SnapshotOptions;
import io.holdfast.fabric.simulated.SimulatedSettings.Phase;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A fleet from a seed: see the module's README for its settings. */
public final class SimulatedFabric implements Fabric {
    private final Fleet fleet;
    private final Clock clock;
    private final Latency latency;

    private SimulatedFabric(Fleet fleet, Clock clock) {
        this.fleet = fleet;
        this.clock = clock;
        this.latency = new Latency(fleet.settings().latencyMillis());
    }

    public static SimulatedFabric open(
            String subscription, Map<String, Object> settings, FabricEnvironment environment) {
        return new SimulatedFabric(Fleet.of(subscription, SimulatedSettings.parse(settings)), environment.clock());
    }

    public static void validate(Map<String, Object> settings) {
        SimulatedSettings.parse(settings);
    }

    @Override
    public SubscriptionCheck check() {
        String message = fleet.settings().machines() + " machines are made up from seed "
                + fleet.settings().seed();
        return new SubscriptionCheck(true, List.of(new SubscriptionCheck.Finding(true, "Machines", message, null)));
    }

    @Override
    public void discover(Consumer<DiscoveredMachine> sink) {
        latency.pass();
        for (SimulatedMachine machine : fleet.machines()) {
            fleet.fail(machine.name(), Phase.discover);
            sink.accept(discovered(machine));
        }
    }

    @Override
    public Optional<DiscoveredMachine> find(UUID machine) {
        latency.pass();
        return fleet.find(machine).map(this::discovered);
    }

    private DiscoveredMachine discovered(SimulatedMachine machine) {
        return machine.discovered(fleet.describeDisks(machine));
    }

    @Override
    public MachineSnapshot snapshot(UUID machine, SnapshotOptions options) {
        latency.pass();
        SimulatedMachine source = fleet.find(machine)
                .orElseThrow(
                        () -> new HoldfastException(ErrorCode.MachineNotFound, "The machine does not exist any more"));
        fleet.fail(source.name(), Phase.snapshot);
        return new SimulatedSnapshot(fleet, source, options, clock.instant());
    }

    @Override
    public List<FieldError> conflicts(RestoreSpec spec) {
        latency.pass();
        if (fleet.committed().containsKey(spec.job())) {
            return List.of();
        }
        List<FieldError> conflicts = new ArrayList<>();
        if (spec instanceof RestoreSpec.NewMachine machine) {
            checkOrigin(machine.configuration(), conflicts);
            fleet.find(machine.cloudService(), machine.name())
                    .ifPresent(known -> conflicts.add(conflict(
                            "/target/name",
                            ErrorCode.TargetExists,
                            known.cloudService() + "/" + known.name() + " exists already")));
        } else if (spec instanceof RestoreSpec.Original machine) {
            Optional<SimulatedMachine> known = fleet.find(machine.machine());
            if (known.isEmpty()) {
                conflicts.add(conflict("/target/kind", ErrorCode.SourceGone, "The machine does not exist any more"));
            } else if (known.get().powerState() != PowerState.Off) {
                conflicts.add(conflict(
                        "/target/kind",
                        ErrorCode.MachineRunning,
                        "Machine " + known.get().name() + " is not switched off"));
            }
            checkOrigin(machine.configuration(), conflicts);
        }
        return conflicts;
    }

    private void checkOrigin(String configuration, List<FieldError> conflicts) {
        try {
            if (!Origin.parse(configuration).contents().equals(fleet.settings().contents())) {
                conflicts.add(conflict(
                        "/target/subscription",
                        ErrorCode.TargetUnavailable,
                        "The point is of a simulated fleet with other contents"));
            }
        } catch (HoldfastException e) {
            conflicts.add(conflict("/target/subscription", e.code(), e.failure().message()));
        }
    }

    private static FieldError conflict(String pointer, ErrorCode code, String message) {
        return new FieldError(pointer, code.name(), message);
    }

    @Override
    public RestoreSession prepareRestore(RestoreSpec spec) {
        reconcile(job -> !job.equals(spec.job()));
        List<FieldError> conflicts = conflicts(spec);
        if (!conflicts.isEmpty()) {
            FieldError first = conflicts.get(0);
            throw new HoldfastException(ErrorCode.valueOf(first.code()), first.message(), conflicts);
        }
        UUID before = fleet.committed().get(spec.job());
        if (before != null) {
            return new SimulatedRestore.Committed(restored(before));
        }
        if (spec instanceof RestoreSpec.NewMachine machine) {
            fleet.fail(machine.name(), Phase.restore);
            Origin origin = Origin.parse(machine.configuration());
            SimulatedMachine copy = copy(machine, origin);
            return new SimulatedRestore(
                    fleet,
                    spec.job(),
                    machine.name(),
                    origin,
                    fleet.disks(copy),
                    spec.disks(),
                    () -> create(machine, copy));
        }
        RestoreSpec.Original original = (RestoreSpec.Original) spec;
        SimulatedMachine target = fleet.find(original.machine()).orElseThrow();
        fleet.fail(target.name(), Phase.restore);
        Origin origin = Origin.parse(original.configuration());
        return new SimulatedRestore(
                fleet,
                spec.job(),
                target.name(),
                origin,
                fleet.disks(target),
                spec.disks(),
                () -> setBack(original, origin));
    }

    private static SimulatedMachine copy(RestoreSpec.NewMachine spec, Origin origin) {
        return new SimulatedMachine(
                UUID.nameUUIDFromBytes(("holdfast:restored:" + spec.job()).getBytes(StandardCharsets.UTF_8)),
                spec.name(),
                spec.cloudService(),
                origin.machine(),
                origin.deploymentModel(),
                PowerState.Off,
                AgentState.NotReady,
                origin.millis(),
                0);
    }

    private Restored create(RestoreSpec.NewMachine spec, SimulatedMachine copy) {
        if (fleet.find(spec.cloudService(), spec.name()).isPresent()) {
            throw new HoldfastException(
                    ErrorCode.TargetExists, spec.cloudService() + "/" + spec.name() + " exists already");
        }
        fleet.add(copy);
        fleet.committed().put(spec.job(), copy.id());
        return restored(copy.id());
    }

    private Restored setBack(RestoreSpec.Original spec, Origin origin) {
        fleet.setBack(spec.machine(), origin.millis(), clock.millis());
        fleet.committed().put(spec.job(), spec.machine());
        return restored(spec.machine());
    }

    private Restored restored(UUID id) {
        SimulatedMachine machine = fleet.find(id).orElseThrow();
        return new Restored(id, machine.cloudService() + "/" + machine.name());
    }

    @Override
    public List<String> reconcile(Predicate<UUID> jobIsLive) {
        List<String> done = new ArrayList<>();
        for (SimulatedRestore restore : fleet.underWay()) {
            if (!jobIsLive.test(restore.job())) {
                restore.clean();
                done.add("Removed what job " + restore.job() + " left");
            }
        }
        return done;
    }

    @Override
    public void close() {}
}
