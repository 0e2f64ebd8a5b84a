package io.holdfast.fabric.directory;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.AgentState;
import io.holdfast.contracts.discovery.DeploymentModel;
import io.holdfast.contracts.discovery.MachineDisk;
import io.holdfast.contracts.discovery.PowerState;
import io.holdfast.fabric.DiscoveredMachine;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;

/** The folders under the root, and which machine lies in which. */
final class MachineTree {
    private final String subscription;
    private final Path root;
    private final boolean commandsAllowed;
    private final Map<UUID, MachineFolder> seen = new ConcurrentHashMap<>();

    MachineTree(String subscription, Path root, boolean commandsAllowed) {
        this.subscription = subscription;
        this.root = root;
        this.commandsAllowed = commandsAllowed;
    }

    /** Whether freeze and thaw commands found in it may be run. */
    boolean commandsAllowed() {
        return commandsAllowed;
    }

    Path root() {
        return root;
    }

    MachineFolder folder(String cloudService, String name) {
        return new MachineFolder(subscription, root.resolve(cloudService), name);
    }

    /** In order of names, until the visitor says stop. Two folders that claim one id: the first has it, the other gets a problem and the id of its place. */
    void walk(BiPredicate<MachineFolder, DiscoveredMachine> visitor) {
        Map<UUID, String> ids = new HashMap<>();
        for (Path cloudService : cloudServices()) {
            for (Path path : subfolders(cloudService)) {
                MachineFolder folder = new MachineFolder(
                        subscription, cloudService, path.getFileName().toString());
                if (Files.notExists(path.resolve(MachineFolder.MANIFEST), LinkOption.NOFOLLOW_LINKS)) {
                    continue;
                }
                DiscoveredMachine machine = describe(folder);
                String first = ids.putIfAbsent(machine.id(), folder.location());
                if (first != null) {
                    machine = broken(folder, folder.derivedId(), "machine.yaml: id is also that of " + first);
                    ids.put(machine.id(), folder.location());
                }
                seen.put(machine.id(), folder);
                if (!visitor.test(folder, machine)) {
                    return;
                }
            }
        }
    }

    record Found(MachineFolder folder, DiscoveredMachine machine) {}

    Optional<Found> find(UUID id) {
        MachineFolder known = seen.get(id);
        if (known != null && Target.exists(known.path().resolve(MachineFolder.MANIFEST))) {
            DiscoveredMachine machine = describe(known);
            if (machine.id().equals(id)) {
                return Optional.of(new Found(known, machine));
            }
        }
        List<Found> found = new ArrayList<>();
        walk((folder, machine) -> !machine.id().equals(id) || !found.add(new Found(folder, machine)));
        return found.stream().findFirst();
    }

    DiscoveredMachine describe(MachineFolder folder) {
        String text = "";
        try {
            text = folder.manifestText();
            Manifest manifest = ManifestFormat.parse(text);
            return describe(folder, manifest);
        } catch (HoldfastException e) {
            return broken(
                    folder,
                    ManifestFormat.salvageId(text).orElse(folder.derivedId()),
                    e.failure().message());
        }
    }

    DiscoveredMachine describe(MachineFolder folder, Manifest manifest) {
        List<MachineDisk> disks = new ArrayList<>();
        String problem = null;
        for (ImageFile image : folder.images(manifest)) {
            try {
                disks.add(new MachineDisk(image.disk(), image.stat().size(), null));
            } catch (HoldfastException e) {
                problem = problem == null ? e.failure().message() : problem;
            }
        }
        return new DiscoveredMachine(
                folder.id(manifest),
                manifest.name() == null ? folder.folder() : manifest.name(),
                folder.cloudService(),
                manifest.deploymentModel(),
                manifest.powerState(),
                manifest.freeze() == null ? AgentState.Absent : AgentState.Ready,
                disks,
                problem);
    }

    private static DiscoveredMachine broken(MachineFolder folder, UUID id, String problem) {
        return new DiscoveredMachine(
                id,
                folder.folder(),
                folder.cloudService(),
                DeploymentModel.Classic,
                PowerState.Unknown,
                AgentState.Unknown,
                List.of(),
                problem);
    }

    /** Real folders only, sorted; those with a dot in front are not machines' business. */
    List<Path> cloudServices() {
        return subfolders(root);
    }

    private List<Path> subfolders(Path parent) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                parent,
                entry -> !entry.getFileName().toString().startsWith(".")
                        && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))) {
            List<Path> folders = new ArrayList<>();
            entries.forEach(folders::add);
            folders.sort(null);
            return folders;
        } catch (NoSuchFileException e) {
            if (!parent.equals(root) && Files.isDirectory(root)) {
                return List.of(); // removed since it was listed
            }
            throw away(e);
        } catch (IOException | DirectoryIteratorException e) {
            throw away(e);
        }
    }

    private static HoldfastException away(Exception cause) {
        return new HoldfastException(
                ErrorCode.FabricUnavailable, "The folder of machines cannot be read; is it there and mounted?", cause);
    }
}
