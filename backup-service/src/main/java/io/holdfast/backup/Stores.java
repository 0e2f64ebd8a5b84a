package io.holdfast.backup;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.store.Backend;
import io.holdfast.store.MasterKey;
import io.holdfast.store.StoreException;
import io.holdfast.store.VaultSettings;
import io.holdfast.store.VaultStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The vaults this process has open: each once, so that all jobs share its index. Opening blocks; failures are {@link StoreException}s. */
final class Stores implements AutoCloseable {
    private final VaultPlaces places;
    private final Path keyFile;
    private final boolean createKey;
    private final Map<UUID, Slot> slots = new ConcurrentHashMap<>();

    private record Open(VaultStore store, Backend backend) {
        void close() {
            store.close();
            backend.close();
        }
    }

    /** Guarded by itself. */
    private static final class Slot {
        private @Nullable Open open;

        synchronized void close() {
            if (open != null) {
                open.close();
                open = null;
            }
        }
    }

    Stores(BackupSettings settings, Function<Path, Backend> folders) {
        this.places = new VaultPlaces(settings, folders);
        this.keyFile = Path.of(settings.masterKeyFile());
        this.createKey = settings.createMasterKey();
    }

    /** A vault that has been written before. */
    VaultStore open(Vault vault) {
        return get(vault, false);
    }

    /** Makes the vault when there is none: for the first backup only, or a store that is not mounted would be taken for a new one. */
    VaultStore openOrCreate(Vault vault) {
        return get(vault, true);
    }

    /** One that opens slowly, or hangs, holds up nobody who wants another. */
    private VaultStore get(Vault vault, boolean mayCreate) {
        Slot slot = slots.computeIfAbsent(vault.id(), id -> new Slot());
        synchronized (slot) {
            Open known = slot.open;
            if (known == null) {
                known = load(vault, mayCreate);
                slot.open = known;
            }
            return known.store();
        }
    }

    private Open load(Vault vault, boolean mayCreate) {
        Backend backend = mayCreate ? places.open(vault) : places.openExisting(vault);
        try {
            return new Open(mayCreate ? openOrCreate(vault, backend) : open(vault, backend), backend);
        } catch (RuntimeException e) {
            backend.close();
            throw e;
        }
    }

    private VaultStore openOrCreate(Vault vault, Backend backend) {
        try {
            return open(vault, backend);
        } catch (StoreException.NotAVault missing) {
            VaultSettings settings = new VaultSettings(vault.id(), vault.chunkSize(), vault.encryption());
            try {
                return VaultStore.create(backend, settings, vault.encryption() ? keyForNewVault() : null);
            } catch (StoreException.VaultExists fasterMover) {
                return open(vault, backend);
            }
        }
    }

    private VaultStore open(Vault vault, Backend backend) {
        VaultStore store = VaultStore.open(backend, vault.encryption() ? key() : null);
        if (!store.settings().vaultId().equals(vault.id())) {
            store.close();
            throw new HoldfastException(ErrorCode.VaultUnavailable, "Another vault lies in the place of this one.");
        }
        return store;
    }

    /** Null when there is no key file: a vault that needs it says so. */
    private @Nullable MasterKey key() {
        return Files.exists(keyFile) ? MasterKey.fromFile(keyFile) : null;
    }

    /** A new key only where no vault needs another: that one may have been lost, or not been mounted, and can come back. */
    private synchronized MasterKey keyForNewVault() {
        MasterKey key = key();
        if (key != null) {
            return key;
        }
        if (!createKey || places.holdEncrypted()) {
            throw new HoldfastException(ErrorCode.WrongKey, "There is no master key to make this vault with.");
        }
        return MasterKey.createFile(keyFile);
    }

    /**
     * Removes the files of a vault that is deleted; nothing of another that lies in its place, and no foreign file. {@code VaultNotEmpty} when
     * manifests are there that the catalogue did not know of: after a loss of the database they are what there is to rebuild it from.
     */
    void remove(Vault vault) {
        Slot slot = slots.remove(vault.id());
        if (slot != null) {
            slot.close();
        }
        try (Backend backend = places.openExisting(vault)) {
            if (!VaultStore.settings(backend).vaultId().equals(vault.id())) {
                return;
            }
            if (VaultStore.holdsPoints(backend)) {
                throw new HoldfastException(
                        ErrorCode.VaultNotEmpty,
                        "The deleted vault " + vault.name() + " holds unknown recovery points.");
            }
            VaultStore.delete(backend);
        } catch (StoreException.NotAVault neverWrittenOrDeletedBefore) {
            // its empty folders may be left
        }
        places.removeEmpty(vault);
    }

    @Override
    public void close() {
        slots.values().forEach(Slot::close);
    }
}
