package io.holdfast.fabric.directory;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.SubscriptionCheck;
import io.holdfast.fabric.DiscoveredMachine;
import io.holdfast.fabric.Fabric;
import io.holdfast.fabric.FabricEnvironment;
import io.holdfast.fabric.MachineSnapshot;
import io.holdfast.fabric.RestoreSession;
import io.holdfast.fabric.RestoreSpec;
import io.holdfast.fabric.SnapshotOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Machines in a directory: see the module's README for the format. Holds nothing open between calls. */
public final class DirectoryFabric implements Fabric {
    private final MachineTree tree;
    private final FabricEnvironment environment;
    private final DirectoryRestore restore;

    private DirectoryFabric(MachineTree tree, FabricEnvironment environment) {
        this.tree = tree;
        this.environment = environment;
        this.restore = new DirectoryRestore(tree);
    }

    /** Throws {@code InvalidFabricSettings}; a root that is not there shows in use. */
    public static DirectoryFabric open(
            String subscription, Map<String, Object> settings, FabricEnvironment environment) {
        Path root = DirectorySettings.parse(settings, environment).path();
        return new DirectoryFabric(new MachineTree(subscription, root, environment.commandsAllowed()), environment);
    }

    public static void validate(Map<String, Object> settings, FabricEnvironment environment) {
        DirectorySettings.parse(settings, environment);
    }

    @Override
    public SubscriptionCheck check() {
        List<SubscriptionCheck.Finding> findings = new ArrayList<>();
        if (!Files.isDirectory(tree.root())) {
            findings.add(
                    finding(false, "Folder", "The folder does not exist", "Create or mount it, or correct `path`."));
            return new SubscriptionCheck(false, findings);
        }
        boolean readable = Files.isReadable(tree.root()) && Files.isExecutable(tree.root());
        findings.add(finding(
                readable,
                "Folder",
                readable ? "The folder can be read" : "The folder cannot be read",
                readable ? null : "Give the server's user the right to read it."));
        if (readable) {
            findings.addAll(inside());
        }
        return new SubscriptionCheck(findings.stream().allMatch(SubscriptionCheck.Finding::ok), findings);
    }

    private List<SubscriptionCheck.Finding> inside() {
        int[] counts = new int[2];
        try {
            discover(machine -> counts[machine.problem() == null ? 0 : 1]++);
        } catch (HoldfastException e) {
            return List.of(
                    finding(false, "Machines", e.failure().message(), "Give the server's user the right to read it."));
        }
        boolean writable = Files.isWritable(tree.root());
        return List.of(
                finding(
                        counts[1] == 0,
                        "Machines",
                        counts[0] + " machines can be used, " + counts[1] + " have a problem",
                        counts[1] == 0 ? null : "Run Discover and look at the machines' problems."),
                finding(
                        true,
                        "Restore",
                        writable
                                ? "Machines can be restored here"
                                : "The folder is read-only: machines can't be restored here",
                        null));
    }

    private static SubscriptionCheck.Finding finding(boolean ok, String what, String message, @Nullable String fix) {
        return new SubscriptionCheck.Finding(ok, what, message, fix);
    }

    @Override
    public void discover(Consumer<DiscoveredMachine> sink) {
        tree.walk((folder, machine) -> {
            sink.accept(machine);
            return true;
        });
    }

    @Override
    public Optional<DiscoveredMachine> find(UUID machine) {
        return tree.find(machine).map(MachineTree.Found::machine);
    }

    @Override
    public MachineSnapshot snapshot(UUID machine, SnapshotOptions options) {
        MachineFolder folder = tree.find(machine)
                .orElseThrow(
                        () -> new HoldfastException(ErrorCode.MachineNotFound, "The machine does not exist any more"))
                .folder();
        Leftovers.clean(folder.base(), tree, job -> !job.equals(options.job()));
        String text = folder.manifestText();
        Manifest manifest = ManifestFormat.parse(text);
        if (!folder.id(manifest).equals(machine)) {
            throw new HoldfastException(
                    ErrorCode.InvalidMachineManifest, "machine.yaml: id is also that of another machine");
        }
        return DirectorySnapshot.take(folder, tree.describe(folder, manifest), text, manifest, options, environment);
    }

    @Override
    public List<FieldError> conflicts(RestoreSpec spec) {
        return restore.conflicts(spec);
    }

    @Override
    public RestoreSession prepareRestore(RestoreSpec spec) {
        return restore.prepare(spec);
    }

    @Override
    public List<String> reconcile(Predicate<UUID> jobIsLive) {
        List<String> done = new ArrayList<>();
        boolean complete = true;
        for (Path cloudService : tree.cloudServices()) {
            Leftovers.Cleaned cleaned = Leftovers.clean(cloudService, tree, jobIsLive);
            done.addAll(cleaned.done());
            complete &= cleaned.complete();
        }
        return Leftovers.all(done, complete);
    }

    @Override
    public void close() {}
}
