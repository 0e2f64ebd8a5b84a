package io.holdfast.backup;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.protection.StoreKind;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.store.Backend;
import io.holdfast.store.DirectoryBackend;
import io.holdfast.store.S3Backend;
import io.holdfast.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where vaults lie: in folders below the store root, or in buckets. */
final class VaultPlaces {
    private final Path root;
    private final Function<Path, Backend> folders;
    private final S3Access s3;

    VaultPlaces(BackupSettings settings, Function<Path, Backend> folders) {
        this.root = Path.of(settings.storeRoot()).toAbsolutePath().normalize();
        this.folders = folders;
        this.s3 = settings.s3();
    }

    /** Where the vault would be made. */
    Backend open(Vault vault) {
        Path folder = folder(vault);
        return folder == null ? new S3Backend(s3.settings(path(vault))) : folders.apply(folder);
    }

    /** {@code NotAVault} when there is not even a folder. Looking at a folder can make some of it; at a bucket it can't. */
    Backend openExisting(Vault vault) {
        Path folder = folder(vault);
        if (folder != null && !Files.isDirectory(folder)) {
            throw new StoreException.NotAVault(folder.toString());
        }
        return open(vault);
    }

    /** Folders that are empty, the vault's own too. */
    void removeEmpty(Vault vault) {
        Path folder = folder(vault);
        if (folder != null && Files.isDirectory(folder)) {
            DirectoryBackend.removeEmpty(folder);
        }
    }

    /** Whether there is any vault that needs the master key, in the catalogue or not. */
    boolean holdEncrypted() {
        return EncryptedVaults.anyBelow(root, folders)
                || s3.buckets().stream().anyMatch(bucket -> EncryptedVaults.anyIn(bucket, s3));
    }

    private @Nullable Path folder(Vault vault) {
        if (vault.store().kind() == StoreKind.S3) {
            return null;
        }
        Path folder = root.resolve(path(vault)).normalize();
        if (!folder.startsWith(root) || folder.equals(root)) {
            throw new HoldfastException(ErrorCode.VaultUnavailable, "The vault's path leaves the store's root.");
        }
        return folder;
    }

    private static String path(Vault vault) {
        String path = vault.store().path();
        return path == null ? vault.id().toString() : path;
    }
}
