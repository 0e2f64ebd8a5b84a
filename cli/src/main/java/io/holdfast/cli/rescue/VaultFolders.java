package io.holdfast.cli.rescue;

import io.holdfast.cli.CliException;
import io.holdfast.cli.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds the vaults below a folder. */
public final class VaultFolders {
    private static final int DEPTH = 4;

    private VaultFolders() {}

    /** Folders that hold a {@code vault.json}, the given one among them, in the order of their names. */
    public static List<Path> below(Path folder) {
        try (var found = Files.find(
                folder, DEPTH, (path, attributes) -> path.endsWith("vault.json") && attributes.isRegularFile())) {
            return found.map(file -> folder.resolve(folder.relativize(file)).getParent())
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new CliException(ExitCode.NOT_FOUND, folder + " cannot be looked through: " + e.getMessage());
        }
    }
}
