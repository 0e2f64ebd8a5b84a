package io.holdfast.fabric.directory;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.fabric.RestoreDisk;
import io.holdfast.fabric.RestoreSession;
import io.holdfast.fabric.Restored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Restores a point's disks as raw files NAME.raw into a new folder under the server's restore folder, whatever fabric they came from; beside them
 * {@code configuration.txt}, the machine's configuration. Same contract as {@link io.holdfast.fabric.Fabric}.
 */
public final class RestoreFolder {
    private static final String JOB = ".restored-by-job";

    private final Path root;

    public RestoreFolder(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /** What stands in the way; {@code folder} is relative, may have several levels, and must not exist. */
    public List<FieldError> conflicts(UUID job, String folder, List<RestoreDisk> disks) {
        List<FieldError> conflicts = new ArrayList<>();
        if (!ImageFile.isInnerPath(folder)) {
            conflicts.add(Target.conflict(
                    "/target/folder",
                    ErrorCode.TargetUnavailable,
                    "The folder must be a relative path inside the restore folder"));
            return conflicts;
        }
        Path at = root;
        for (Path step : Path.of(folder)) {
            at = at.resolve(step);
            if (Target.exists(at) && !Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                conflicts.add(Target.conflict(
                        "/target/folder",
                        ErrorCode.TargetUnavailable,
                        "The folder's path is not made of plain folders"));
                return conflicts;
            }
        }
        if (Target.exists(at) && !isCommitted(at, job)) {
            conflicts.add(Target.conflict("/target/folder", ErrorCode.TargetExists, folder + " exists already"));
        }
        for (RestoreDisk disk : disks) {
            if (!ManifestFormat.isDiskName(disk.name())) {
                conflicts.add(Target.conflict(
                        "/target", ErrorCode.TargetUnavailable, "No file can be named after disk " + disk.name()));
            }
        }
        Target.full(root, disks).ifPresent(conflicts::add);
        return conflicts;
    }

    public RestoreSession prepare(UUID job, String folder, String configuration, List<RestoreDisk> disks) {
        clean(other -> !other.equals(job));
        Target.refuse(conflicts(job, folder, disks));
        Path target = root.resolve(folder);
        Restored restored = new Restored(null, folder);
        if (Target.exists(target)) {
            return new StagedRestore.Committed(restored);
        }
        return StagedRestore.begin(root, job, disks, attempt -> {
            appear(attempt, target, configuration);
            return restored;
        });
    }

    /** Removes what dead jobs left; one line each for the log. */
    public List<String> reconcile(Predicate<UUID> jobIsLive) {
        Leftovers.Cleaned cleaned = clean(jobIsLive);
        return Leftovers.all(cleaned.done(), cleaned.complete());
    }

    private Leftovers.Cleaned clean(Predicate<UUID> jobIsLive) {
        return Leftovers.clean(root, new MachineTree("", root, false), jobIsLive);
    }

    private static void appear(Attempt attempt, Path target, String configuration) throws IOException {
        Path staged = attempt.file(StagedRestore.NEW);
        write(staged.resolve("configuration.txt"), configuration);
        write(staged.resolve(JOB), attempt.job().toString());
        Attempt.syncFolder(staged);
        Path parent = target.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (Target.exists(target)) {
            Target.refuse(
                    List.of(Target.conflict("/target/folder", ErrorCode.TargetExists, "The folder exists already")));
        }
        Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
        for (Path made = parent; made != null && made.startsWith(attempt.base()); made = made.getParent()) {
            Attempt.syncFolder(made);
        }
        attempt.keepBase();
        attempt.delete();
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
    }

    private static boolean isCommitted(Path folder, UUID job) {
        try {
            return Files.readString(folder.resolve(JOB)).equals(job.toString());
        } catch (IOException e) {
            return false;
        }
    }
}
