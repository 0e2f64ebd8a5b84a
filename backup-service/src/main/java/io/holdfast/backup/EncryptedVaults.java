package io.holdfast.backup;

import io.holdfast.store.Backend;
import io.holdfast.store.StoreException;
import io.holdfast.store.VaultStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Looks for vaults in the folders below a root; not inside of those it finds. */
final class EncryptedVaults {
    private EncryptedVaults() {}

    /** A vault that can't be looked at counts. */
    static boolean anyBelow(Path root, Function<Path, Backend> backends) {
        AtomicBoolean found = new AtomicBoolean();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    if (!Files.exists(folder.resolve("vault.json"))) {
                        return FileVisitResult.CONTINUE;
                    }
                    found.compareAndSet(false, isEncrypted(folder, backends));
                    return found.get() ? FileVisitResult.TERMINATE : FileVisitResult.SKIP_SUBTREE;
                }
            });
        } catch (NoSuchFileException nothingThere) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.get();
    }

    private static boolean isEncrypted(Path folder, Function<Path, Backend> backends) {
        try (Backend backend = backends.apply(folder)) {
            return VaultStore.settings(backend).encrypted();
        } catch (StoreException e) {
            return true;
        }
    }
}
