package io.holdfast.fabric.directory;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.DeploymentModel;
import io.holdfast.contracts.discovery.PowerState;
import io.holdfast.fabric.RestoreDisk;
import io.holdfast.fabric.RestoreSession;
import io.holdfast.fabric.RestoreSpec;
import io.holdfast.fabric.Restored;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Restores machines into the tree. */
final class DirectoryRestore {
    private final MachineTree tree;

    DirectoryRestore(MachineTree tree) {
        this.tree = tree;
    }

    List<FieldError> conflicts(RestoreSpec spec) {
        List<FieldError> conflicts = new ArrayList<>();
        for (RestoreDisk disk : spec.disks()) {
            if (!ManifestFormat.isDiskName(disk.name())) {
                conflicts.add(Target.conflict(
                        "/target", ErrorCode.TargetUnavailable, "A directory can't hold a disk named " + disk.name()));
            }
        }
        if (!Files.isDirectory(tree.root())) {
            conflicts.add(Target.conflict(
                    "/target/subscription", ErrorCode.TargetUnavailable, "The folder of machines is not there"));
            return conflicts;
        }
        Target.full(tree.root(), spec.disks()).ifPresent(conflicts::add);
        if (spec instanceof RestoreSpec.NewMachine machine) {
            conflicts.addAll(conflicts(machine));
        } else if (spec instanceof RestoreSpec.Original machine) {
            conflicts.addAll(conflicts(machine));
        }
        return conflicts;
    }

    private List<FieldError> conflicts(RestoreSpec.NewMachine spec) {
        if (!Target.isFolderName(spec.cloudService())) {
            return List.of(Target.conflict(
                    "/target/cloudService",
                    ErrorCode.TargetUnavailable,
                    "The cloud service can't be the name of a folder"));
        }
        if (!Target.isFolderName(spec.name())) {
            return List.of(Target.conflict(
                    "/target/name", ErrorCode.TargetUnavailable, "The name can't be the name of a folder"));
        }
        Path cloudService = tree.root().resolve(spec.cloudService());
        if (Target.exists(cloudService) && !Files.isDirectory(cloudService, LinkOption.NOFOLLOW_LINKS)) {
            return List.of(Target.conflict(
                    "/target/cloudService", ErrorCode.TargetUnavailable, "The cloud service is not a folder"));
        }
        if (Target.exists(cloudService.resolve(spec.name())) && committed(spec).isEmpty()) {
            return List.of(Target.conflict(
                    "/target/name",
                    ErrorCode.TargetExists,
                    spec.cloudService() + "/" + spec.name() + " exists already"));
        }
        return List.of();
    }

    private List<FieldError> conflicts(RestoreSpec.Original spec) {
        Optional<MachineFolder> folder = tree.find(spec.machine()).map(MachineTree.Found::folder);
        if (folder.isEmpty()) {
            return List.of(
                    Target.conflict("/target/kind", ErrorCode.SourceGone, "The machine does not exist any more"));
        }
        try {
            Manifest manifest = ManifestFormat.parse(folder.get().manifestText());
            folder.get().images(manifest).forEach(ImageFile::refuseLinks);
            boolean done = spec.job().equals(manifest.restoredByJob());
            return manifest.powerState() == PowerState.Off || done
                    ? List.of()
                    : List.of(Target.conflict(
                            "/target/kind",
                            ErrorCode.MachineRunning,
                            "Machine " + folder.get().location() + " is not switched off"));
        } catch (HoldfastException e) {
            return List.of(Target.conflict("/target/kind", e.code(), e.failure().message()));
        }
    }

    RestoreSession prepare(RestoreSpec spec) {
        for (Path cloudService : Files.isDirectory(tree.root()) ? tree.cloudServices() : List.<Path>of()) {
            Leftovers.clean(cloudService, tree, job -> !job.equals(spec.job()));
        }
        Target.refuse(conflicts(spec));
        Optional<Restored> committed = committed(spec);
        if (committed.isPresent()) {
            return new StagedRestore.Committed(committed.get());
        }
        if (spec instanceof RestoreSpec.NewMachine machine) {
            return StagedRestore.begin(
                    tree.root().resolve(machine.cloudService()),
                    spec.job(),
                    spec.disks(),
                    attempt -> create(machine, attempt));
        }
        RestoreSpec.Original machine = (RestoreSpec.Original) spec;
        MachineFolder folder = locate(machine);
        return StagedRestore.begin(
                tree.root().resolve(folder.cloudService()),
                spec.job(),
                spec.disks(),
                attempt -> exchange(machine, attempt));
    }

    private Optional<Restored> committed(RestoreSpec spec) {
        Optional<MachineFolder> folder = spec instanceof RestoreSpec.NewMachine machine
                ? Optional.of(tree.folder(machine.cloudService(), machine.name()))
                : tree.find(((RestoreSpec.Original) spec).machine()).map(MachineTree.Found::folder);
        try {
            return folder.filter(f -> spec.job()
                            .equals(ManifestFormat.parse(f.manifestText()).restoredByJob()))
                    .map(f -> new Restored(f.id(ManifestFormat.parse(f.manifestText())), f.location()));
        } catch (HoldfastException e) {
            return Optional.empty();
        }
    }

    private Restored create(RestoreSpec.NewMachine spec, Attempt attempt) throws IOException {
        MachineFolder folder = tree.folder(spec.cloudService(), spec.name());
        Path staged = attempt.file(StagedRestore.NEW);
        UUID id = UUID.nameUUIDFromBytes(("holdfast:restored:" + spec.job()).getBytes(StandardCharsets.UTF_8));
        attempt.writeDurably(MachineFolder.MANIFEST, ManifestFormat.write(newManifest(spec, id)));
        Files.move(attempt.file(MachineFolder.MANIFEST), staged.resolve(MachineFolder.MANIFEST));
        Attempt.syncFolder(staged);
        if (Target.exists(folder.path())) {
            throw exists(folder);
        }
        try {
            Files.move(staged, folder.path(), StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw e;
        } catch (IOException e) {
            throw Target.exists(folder.path()) ? exists(folder) : Target.failure(e);
        }
        Attempt.syncFolder(attempt.base());
        Attempt.syncFolder(tree.root());
        attempt.keepBase();
        attempt.delete();
        return new Restored(id, folder.location());
    }

    private static HoldfastException exists(MachineFolder folder) {
        return new HoldfastException(ErrorCode.TargetExists, folder.location() + " exists already");
    }

    // freeze and thaw commands are left out: they would reach the machine the copy was made of
    private static Manifest newManifest(RestoreSpec.NewMachine spec, UUID id) {
        DeploymentModel model = DeploymentModel.Classic;
        try {
            model = ManifestFormat.parse(spec.configuration()).deploymentModel();
        } catch (HoldfastException e) {
            // of another kind of fabric: its form is not ours to read
        }
        List<Manifest.Disk> disks = spec.disks().stream()
                .map(disk -> new Manifest.Disk(disk.name(), StagedDisks.fileName(disk.name())))
                .toList();
        return new Manifest(id, spec.name(), model, PowerState.Off, disks, null, null, false, spec.job());
    }

    private Restored exchange(RestoreSpec.Original spec, Attempt attempt) throws IOException {
        Target.refuse(conflicts(spec));
        MachineFolder folder = locate(spec);
        String text = folder.manifestText();
        Manifest manifest = ManifestFormat.parse(text);
        List<Manifest.Disk> all = new ArrayList<>(manifest.disks());
        List<Swap.Disk> swaps = new ArrayList<>();
        for (RestoreDisk disk : spec.disks()) {
            String staged = StagedDisks.fileName(disk.name());
            Optional<Manifest.Disk> known = manifest.disks().stream()
                    .filter(d -> d.name().equals(disk.name()))
                    .findFirst();
            String target = known.map(Manifest.Disk::file).orElse(freeFile(folder, all, staged));
            if (known.isEmpty()) {
                all.add(new Manifest.Disk(disk.name(), target));
            }
            swaps.add(new Swap.Disk(staged, target));
        }
        String after = ManifestEdit.afterRestore(text, manifest, all, spec.job());
        new Swap(folder.folder(), swaps, after).begin(attempt);
        return new Restored(spec.machine(), folder.location());
    }

    /** Neither there nor another disk's: of a disk whose file is missing the name is taken too. */
    private static String freeFile(MachineFolder folder, List<Manifest.Disk> disks, String wanted) {
        Set<String> taken = disks.stream().map(Manifest.Disk::file).collect(Collectors.toSet());
        String file = wanted;
        for (int i = 1; taken.contains(file) || Target.exists(folder.path().resolve(file)); i++) {
            file = "restored-" + i + "-" + wanted;
        }
        return file;
    }

    private MachineFolder locate(RestoreSpec.Original spec) {
        return tree.find(spec.machine())
                .orElseThrow(() -> new HoldfastException(ErrorCode.SourceGone, "The machine does not exist any more"))
                .folder();
    }
}
