package io.holdfast.fabric.directory;

import io.holdfast.fabric.FabricEnvironment;
import io.holdfast.fabric.FabricSettings;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/** {@code path}: the absolute root of the tree. It need not exist yet. */
record DirectorySettings(Path path) {

    static DirectorySettings parse(Map<String, Object> values, FabricEnvironment environment) {
        FabricSettings settings = new FabricSettings(values);
        String text = settings.requiredText("path");
        Path path = Path.of("/");
        if (!text.isEmpty()) {
            try {
                path = Path.of(text);
                if (!path.isAbsolute()) {
                    settings.refuse("path", "NotAbsolute", "must be absolute");
                } else if (!allowed(path, environment)) {
                    settings.refuse("path", "NotAllowed", "lies outside the folders this server allows");
                }
            } catch (InvalidPathException e) {
                settings.refuse("path", "NotAPath", "is not a path");
            }
        }
        settings.done();
        return new DirectorySettings(real(path));
    }

    private static boolean allowed(Path path, FabricEnvironment environment) {
        Path real = real(path);
        return environment.allowedRoots().isEmpty()
                || environment.allowedRoots().stream().anyMatch(root -> real.startsWith(real(root)));
    }

    // of what does not exist yet, the deepest folder that does is made real: a link further up can't lead outside
    private static Path real(Path path) {
        Path normal = path.toAbsolutePath().normalize();
        try {
            return normal.toRealPath();
        } catch (IOException e) {
            Path parent = normal.getParent();
            return parent == null ? normal : real(parent).resolve(normal.getFileName());
        }
    }
}
