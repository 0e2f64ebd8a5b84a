package io.holdfast.backup;

import io.holdfast.store.Backend;
import io.holdfast.store.S3Backend;
import io.holdfast.store.StoreException;
import io.holdfast.store.StoredObject;
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

/** Looks for vaults in the folders below a root, not inside of those it finds; and in buckets. */
final class EncryptedVaults {
    private static final String VAULT = "vault.json";

    private EncryptedVaults() {}

    /** A vault that can't be looked at counts. */
    static boolean anyBelow(Path root, Function<Path, Backend> backends) {
        AtomicBoolean found = new AtomicBoolean();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    if (!Files.exists(folder.resolve(VAULT))) {
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

    /** As above, of a bucket. One that is missing has none. */
    static boolean anyIn(String bucket, S3Access s3) {
        try (Backend whole = new S3Backend(s3.settings(bucket))) {
            return whole.list("").stream()
                    .map(StoredObject::key)
                    .filter(key -> key.equals(VAULT) || key.endsWith("/" + VAULT))
                    .map(key -> bucket + "/" + key)
                    .anyMatch(key -> isEncrypted(key.substring(0, key.length() - VAULT.length() - 1), s3));
        } catch (StoreException.NoBucket nothingThere) {
            return false;
        }
    }

    private static boolean isEncrypted(String place, S3Access s3) {
        try (Backend backend = new S3Backend(s3.settings(place))) {
            return VaultStore.settings(backend).encrypted();
        } catch (StoreException e) {
            return true;
        } catch (IllegalArgumentException foreign) {
            return false; // no vault has such a name
        }
    }

    private static boolean isEncrypted(Path folder, Function<Path, Backend> backends) {
        try (Backend backend = backends.apply(folder)) {
            return VaultStore.settings(backend).encrypted();
        } catch (StoreException e) {
            return true;
        }
    }
}
