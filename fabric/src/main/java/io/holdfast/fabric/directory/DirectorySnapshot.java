package io.holdfast.fabric.directory;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.PowerState;
import io.holdfast.contracts.job.JobWarning;
import io.holdfast.contracts.protection.Consistency;
import io.holdfast.fabric.DiscoveredMachine;
import io.holdfast.fabric.FabricEnvironment;
import io.holdfast.fabric.MachineSnapshot;
import io.holdfast.fabric.SnapshotDisk;
import io.holdfast.fabric.SnapshotOptions;
import io.holdfast.fabric.SnapshotResult;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Raw files can't be snapshotted: this fixes what they looked like at one instant, and tells at the end whether they still do. */
final class DirectorySnapshot implements MachineSnapshot {
    private static final Logger log = LoggerFactory.getLogger(DirectorySnapshot.class);
    // time stamps come from the kernel's tick (1 to 10 ms): a write in the tick of the last one seen would not show
    private static final Duration TICK = Duration.ofMillis(20);

    private final DiscoveredMachine machine;
    private final String configuration;
    private final Instant time;
    private final Consistency consistency;
    private final @Nullable Long freezeMillis;
    private final List<JobWarning> warnings;
    private final List<ImageDisk> disks;

    private DirectorySnapshot(
            DiscoveredMachine machine,
            String configuration,
            Fixed fixed,
            Freeze.@Nullable Result<Fixed> freeze,
            Consistency consistency,
            List<JobWarning> warnings) {
        this.machine = machine;
        this.configuration = configuration;
        this.time = fixed.time();
        this.disks = fixed.disks();
        this.freezeMillis = freeze == null || !freeze.frozen() ? null : freeze.millis();
        this.consistency = consistency;
        this.warnings = List.copyOf(warnings);
    }

    private record Fixed(Instant time, List<ImageDisk> disks) {}

    static DirectorySnapshot take(
            MachineFolder folder,
            DiscoveredMachine machine,
            String text,
            Manifest manifest,
            SnapshotOptions options,
            FabricEnvironment environment) {
        List<ImageReader> readers = new ArrayList<>();
        try {
            List<ImageFile> images = folder.images(manifest);
            images.forEach(image -> readers.add(image.open()));
            Manifest.Hook freeze = manifest.freeze();
            Manifest.Hook thaw = manifest.thaw();
            boolean running = manifest.powerState() == PowerState.Running;
            List<JobWarning> warnings = new ArrayList<>();
            Freeze.Result<Fixed> frozen = null;
            Fixed fixed;
            if (running && freeze != null && thaw != null && environment.commandsAllowed()) {
                frozen = Freeze.during(
                        folder,
                        freeze,
                        thaw,
                        options.job(),
                        options.freezeDeadline(),
                        () -> fix(images, readers, options, environment));
                fixed = frozen.value();
                warnings.addAll(frozen.warnings());
            } else {
                fixed = fix(images, readers, options, environment);
                if (running && freeze != null) {
                    warnings.add(new JobWarning(
                            SnapshotResult.NOT_FROZEN,
                            "The machine was not frozen: this server does not allow commands"));
                }
            }
            boolean quiet = frozen != null && frozen.frozen();
            if (running && !quiet && options.requireConsistent()) {
                throw new HoldfastException(
                        ErrorCode.FreezeFailed,
                        warnings.isEmpty()
                                ? "The machine has no freeze command"
                                : warnings.get(0).message());
            }
            Consistency reached = !quiet
                    ? Consistency.Crash
                    : manifest.applicationConsistent() ? Consistency.Application : Consistency.FileSystem;
            return new DirectorySnapshot(machine, text, fixed, frozen, reached, warnings);
        } catch (RuntimeException e) {
            readers.forEach(DirectorySnapshot::closeQuietly);
            throw e;
        }
    }

    private static Fixed fix(
            List<ImageFile> images, List<ImageReader> readers, SnapshotOptions options, FabricEnvironment environment) {
        List<ImageStat> stats = images.stream().map(DirectorySnapshot::settle).toList();
        for (int i = 0; i < images.size(); i++) {
            if (!readers.get(i).reads(stats.get(i))) {
                // freezing put another file in its place
                closeQuietly(readers.get(i));
                readers.set(i, images.get(i).open());
                if (!readers.get(i).reads(stats.get(i))) {
                    throw images.get(i).replaced();
                }
            }
        }
        List<ImageDisk> disks = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            ImageFile image = images.get(i);
            disks.add(new ImageDisk(
                    image,
                    readers.get(i),
                    stats.get(i),
                    whyFull(stats.get(i), options.base().get(image.disk()))));
        }
        return new Fixed(environment.clock().instant(), List.copyOf(disks));
    }

    // waits out the tick of the last write; a file that is written all the time will show that at the end
    private static ImageStat settle(ImageFile image) {
        ImageStat stat = image.stat();
        Duration age = Duration.between(stat.latest(), Instant.now());
        if (age.compareTo(TICK) < 0 && !age.isNegative()) {
            try {
                Thread.sleep(TICK.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted while taking the snapshot");
            }
            return image.stat();
        }
        return stat;
    }

    private static @Nullable String whyFull(ImageStat stat, @Nullable String mark) {
        if (mark == null) {
            return "There is no mark of an earlier backup of this disk";
        }
        return mark.equals(stat.mark())
                ? null
                : "The image was written since the last backup, and a directory keeps no list of changes";
    }

    @Override
    public DiscoveredMachine machine() {
        return machine;
    }

    @Override
    public Instant time() {
        return time;
    }

    @Override
    public Consistency consistency() {
        return consistency;
    }

    @Override
    public @Nullable Long freezeMillis() {
        return freezeMillis;
    }

    @Override
    public String configuration() {
        return configuration;
    }

    @Override
    public List<SnapshotDisk> disks() {
        return List.copyOf(disks);
    }

    @Override
    public List<JobWarning> warnings() {
        return warnings;
    }

    @Override
    public SnapshotResult finish() {
        List<JobWarning> all = new ArrayList<>(warnings);
        Map<String, String> checkpoints = new HashMap<>();
        boolean changed = false;
        for (ImageDisk disk : disks) {
            if (!disk.unchanged()) {
                disk.requireNotShorter();
                changed = true;
                all.add(new JobWarning(
                        SnapshotResult.IMAGE_CHANGED,
                        "Disk " + disk.name()
                                + ": its image was written while it was read; the point may mix two states"));
            } else if (disk.stat().settledAt(time)) {
                checkpoints.put(disk.name(), disk.stat().mark());
            }
        }
        return new SnapshotResult(changed ? Consistency.Crash : consistency, all, checkpoints);
    }

    /** The marks are the files' own; there is nothing to keep. */
    @Override
    public void keepCheckpoints() {}

    @Override
    public void close() {
        for (ImageDisk disk : disks) {
            try {
                disk.close();
            } catch (IOException e) {
                log.warn("Cannot close disk {}", disk.name(), e);
            }
        }
    }

    private static void closeQuietly(ImageReader reader) {
        try {
            reader.close();
        } catch (IOException e) {
            log.warn("Cannot close an image", e);
        }
    }
}
