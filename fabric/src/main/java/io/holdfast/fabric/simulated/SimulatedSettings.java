package io.holdfast.fabric.simulated;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.fabric.FabricSettings;
import io.holdfast.fabric.SnapshotResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fleet's shape. {@code changePerDay}: part of the allocated data that is new a day later. {@code latencyMillis}: of every call that would reach a hypervisor.
 */
record SimulatedSettings(
        long seed,
        int machines,
        int cloudServices,
        int disksPerMachine,
        long minDiskSizeBytes,
        long maxDiskSizeBytes,
        double allocatedFraction,
        double changePerDay,
        long latencyMillis,
        List<Fault> faults) {
    private static final long MIB = 1 << 20;
    private static final long GIB = 1 << 30;
    private static final long MAX_DISK = 1024 * GIB;

    /** Scripted: the first {@code times} calls of the phase on the machine ({@code *}: any) fail. {@code error} null: the image changed while it was read. */
    record Fault(String machine, Phase phase, @Nullable ErrorCode error, long times) {}

    enum Phase {
        discover,
        snapshot,
        read,
        finish,
        restore,
        write,
        commit
    }

    static SimulatedSettings parse(Map<String, Object> values) {
        FabricSettings settings = new FabricSettings(values);
        long size = settings.integer("diskSizeBytes", GIB, 1, MAX_DISK);
        long min = settings.integer("minDiskSizeBytes", size, 1, MAX_DISK);
        long max = settings.integer("maxDiskSizeBytes", Math.max(size, min), 1, MAX_DISK);
        if (min > max) {
            settings.refuse("minDiskSizeBytes", "OutOfRange", "must not be larger than maxDiskSizeBytes");
        }
        SimulatedSettings parsed = new SimulatedSettings(
                settings.integer("seed", 1, Long.MIN_VALUE, Long.MAX_VALUE),
                (int) settings.integer("machines", 100, 0, 100_000),
                (int) settings.integer("cloudServices", 4, 1, 1_000),
                (int) settings.integer("disksPerMachine", 1, 1, 8),
                min,
                max,
                settings.fraction("allocatedFraction", 0.25),
                settings.fraction("changePerDay", 0.02),
                settings.integer("latencyMillis", 0, 0, 60_000),
                faults(settings));
        settings.done();
        return parsed;
    }

    private static List<Fault> faults(FabricSettings settings) {
        Object value = settings.take("faults");
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            settings.refuse("faults", "WrongType", "must be a list");
            return List.of();
        }
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String at = "faults/" + i;
            if (list.get(i) instanceof Map<?, ?> fault) {
                fault(fault)
                        .ifPresentOrElse(
                                faults::add,
                                () -> settings.refuse(
                                        at,
                                        "InvalidFault",
                                        "needs machine, phase (one of " + Arrays.toString(Phase.values())
                                                + "), error (an error code; ImageChanged with finish), and may have times"));
            } else {
                settings.refuse(at, "WrongType", "must be an object");
            }
        }
        return List.copyOf(faults);
    }

    private static Optional<Fault> fault(Map<?, ?> fault) {
        boolean known = Set.of("machine", "phase", "error", "times").containsAll(fault.keySet());
        Object times = fault.get("times") == null ? Long.valueOf(1) : fault.get("times");
        if (!known
                || !(fault.get("machine") instanceof String machine)
                || !(fault.get("error") instanceof String error)
                || !(times instanceof Number number)
                || number.longValue() < 1) {
            return Optional.empty();
        }
        return Arrays.stream(Phase.values())
                .filter(phase -> phase.name().equals(fault.get("phase")))
                .findFirst()
                .flatMap(phase -> fault(machine, phase, error, number.longValue()));
    }

    private static Optional<Fault> fault(String machine, Phase phase, String error, long times) {
        if (error.equals(SnapshotResult.IMAGE_CHANGED)) {
            return phase == Phase.finish ? Optional.of(new Fault(machine, phase, null, times)) : Optional.empty();
        }
        return Arrays.stream(ErrorCode.values())
                .filter(code -> code.name().equals(error))
                .findFirst()
                .map(code -> new Fault(machine, phase, code, times));
    }

    /** Size of a disk whose place in the range is {@code hash}; whole MiB where the range has some. */
    long diskSize(long hash) {
        long span = maxDiskSizeBytes - minDiskSizeBytes;
        long size = minDiskSizeBytes + (span == 0 ? 0 : Long.remainderUnsigned(hash, span + 1));
        return span < MIB ? size : Math.max(minDiskSizeBytes, size / MIB * MIB);
    }

    /** Equal for settings that make equal bytes. */
    String contents() {
        return seed + "/" + minDiskSizeBytes + "/" + maxDiskSizeBytes + "/" + allocatedFraction + "/" + changePerDay;
    }
}
