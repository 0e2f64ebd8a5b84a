package io.holdfast.fabric.directory;

import io.holdfast.contracts.HoldfastException;
import java.util.List;
import java.util.UUID;

/** Changes a person's machine.yaml with as little touched as possible. */
final class ManifestEdit {
    private ManifestEdit() {}

    /** Comments and layout stay, unless disks were added or the file has an unusual form: then it is written anew. */
    static String afterRestore(String text, Manifest manifest, List<Manifest.Disk> disks, UUID job) {
        Manifest wanted = new Manifest(
                manifest.id(),
                manifest.name(),
                manifest.deploymentModel(),
                manifest.powerState(),
                List.copyOf(disks),
                manifest.freeze(),
                manifest.thaw(),
                manifest.applicationConsistent(),
                job);
        String edited =
                text.replaceAll("(?m)^restoredByJob:.*\\R?", "").stripTrailing() + "\nrestoredByJob: " + job + "\n";
        try {
            return ManifestFormat.parse(edited).equals(wanted) ? edited : ManifestFormat.write(wanted);
        } catch (HoldfastException e) {
            return ManifestFormat.write(wanted);
        }
    }
}
