package io.holdfast.store;

import com.github.f4b6a3.uuid.UuidCreator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A vault's recovery points. One per vault and process, shared by all threads; several processes may use a vault at
 * once. Nothing here knows which points <em>should</em> exist: that is the catalogue's business.
 *
 * <p>All methods block on storage and throw {@link StoreException}s.
 */
public final class VaultStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VaultStore.class);
    private static final int LONGEST_STOP_SECONDS = 30;

    private final Backend backend;
    private final VaultSettings settings;
    private final VaultKeys keys;
    private final VaultIndex index;
    private final InFlight inFlight;
    private final CoderPool coders;
    private final ChunkReader chunks;
    private final PageCache pages;
    private final PointFile pointFile;
    private final byte[] zeros;
    private final int workerCount;
    private final ExecutorService workers;

    private VaultStore(Backend backend, VaultSettings settings, VaultKeys keys, int workerCount) {
        this.backend = backend;
        this.settings = settings;
        this.keys = keys;
        this.index = new VaultIndex(backend, keys);
        this.inFlight = new InFlight(index);
        this.coders = new CoderPool(keys, settings.chunkSize());
        this.chunks = new ChunkReader(backend, index, coders);
        this.pages = new PageCache(chunks);
        this.pointFile = new PointFile(backend, keys);
        this.zeros = new byte[settings.chunkSize()];
        this.workerCount = workerCount;
        this.workers = Executors.newFixedThreadPool(workerCount, task -> {
            Thread thread = new Thread(task, "vault-store-worker");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Makes a new vault and opens it. {@code VaultExists} when there is one already.
     *
     * @param masterKey may be null for a vault that is not encrypted
     */
    public static VaultStore create(Backend backend, VaultSettings settings, @Nullable MasterKey masterKey) {
        VaultFile file = VaultFile.create(settings, masterKey);
        if (!backend.put(Keys.VAULT, file.toBytes())) {
            throw new StoreException.VaultExists(backend.describe());
        }
        return open(backend, masterKey);
    }

    /** Opens a vault with as many workers as there are processors, and one to wait for the disk meanwhile. */
    public static VaultStore open(Backend backend, @Nullable MasterKey masterKey) {
        return open(backend, masterKey, Runtime.getRuntime().availableProcessors() + 1);
    }

    /**
     * Opens a vault. {@code NotAVault}, {@code WrongKey}, {@code NewerFormat} or {@code Damaged} when it cannot. The
     * backend stays the caller's to close, after the store.
     *
     * @param workers threads that hash, compress and encrypt, for all points written and restored at once
     */
    public static VaultStore open(Backend backend, @Nullable MasterKey masterKey, int workers) {
        WarmUp.once();
        VaultFile file = VaultFile.load(backend);
        VaultStore store = new VaultStore(backend, file.settings(), file.unlock(masterKey), workers);
        try {
            store.index.refresh();
            return store;
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** For processes that are going to open a vault, and have the time now: the first backup finds its code compiled. Returns at once. */
    public static void warmUp() {
        WarmUp.once();
    }

    /** What the vault at this place was made with; needs no key. {@code NotAVault}, {@code NewerFormat}, {@code Damaged}. */
    public static VaultSettings settings(Backend backend) {
        return VaultFile.load(backend).settings();
    }

    /**
     * Lets another master key open a vault too, without touching its data; processes that have it open go on. Returns false, and changes nothing, when it does already, or when the vault is not encrypted.
     * {@code WrongKey} when {@code known} does not open it. One process at a time.
     */
    public static boolean addKey(Backend backend, MasterKey known, MasterKey added) {
        VaultFile file = VaultFile.load(backend);
        if (!file.settings().encrypted() || file.isOpenedBy(added)) {
            return false;
        }
        backend.replace(Keys.VAULT, file.with(known, added, Instant.now()).toBytes());
        return true;
    }

    /**
     * Lets a master key open a vault no more. Returns false, and changes nothing, when it does not. {@code WrongKey} when {@code kept} does not open it, or is the same key: a vault that no key
     * opens is lost.
     */
    public static boolean removeKey(Backend backend, MasterKey removed, MasterKey kept) {
        VaultFile file = VaultFile.load(backend);
        if (!file.settings().encrypted() || !file.isOpenedBy(removed)) {
            return false;
        }
        VaultFile rest = file.without(removed, kept);
        if (!rest.isOpenedBy(kept)) {
            throw new StoreException.WrongKey("the key to be kept is the one to be removed");
        }
        backend.replace(Keys.VAULT, rest.toBytes());
        return true;
    }

    /** Whether manifests lie here, whoever may know of them. */
    public static boolean holdsPoints(Backend backend) {
        return backend.list(Keys.POINTS).stream().anyMatch(object -> Keys.parsePoint(object.key()) != null);
    }

    /**
     * Deletes a vault with all its points, for ever. Nobody may have it open. {@code vault.json} goes last, so that what an interruption
     * leaves is still known for this vault's; foreign objects stay.
     */
    public static void delete(Backend backend) {
        for (String prefix : List.of(Keys.POINTS, Keys.INDEX, Keys.PACKS)) {
            for (StoredObject object : backend.list(prefix)) {
                if (Keys.isVaults(object.key())) {
                    backend.delete(object.key());
                }
            }
        }
        backend.delete(Keys.VAULT);
    }

    public VaultSettings settings() {
        return settings;
    }

    public int chunkSize() {
        return settings.chunkSize();
    }

    /**
     * Begins a new point of an item. Chunks that other processes have stored since are found too. {@code NotAVault} when
     * the vault is not there any more, as when its file system is not mounted: nothing is written into an empty place.
     */
    public PointWriter newPoint(UUID item) {
        return newPoint(item, UuidCreator.getTimeOrderedEpoch(), Set.of());
    }

    /**
     * Begins a new point of an item beside prunes.
     *
     * @param point     the id that it will have, new
     * @param condemned packs that {@link PruneLedger#condemn} was told of, or later ones; looked up after the ledger knew of this session and before this is called
     */
    public PointWriter newPoint(UUID item, UUID point, Set<String> condemned) {
        checkPresent();
        index.refresh();
        return new PointWriter(this, item, point, Set.copyOf(condemned), 2 * workerCount);
    }

    /** {@code NotAVault} unless the vault that was opened still lies here. */
    void checkPresent() {
        if (!VaultFile.load(backend).vault().equals(settings.vaultId())) {
            throw new StoreException.NotAVault(backend.describe());
        }
    }

    /** Opens a point: {@code NotFound} when there is none, {@code Damaged} when its manifest is. */
    public PointReader openPoint(UUID item, UUID point) {
        return new PointReader(this, pointFile.read(item, point));
    }

    /** The points of an item, committed in the catalogue or not. */
    public PointListing points(UUID item) {
        return list(Keys.points(item));
    }

    /** All points of the vault: what its catalogue can be checked against, or rebuilt from. */
    public PointListing points() {
        return list(Keys.POINTS);
    }

    private PointListing list(String prefix) {
        List<PointManifest> found = new ArrayList<>();
        List<StoreException> unreadable = new ArrayList<>();
        for (StoredObject object : backend.list(prefix)) {
            PointKey key = Keys.parsePoint(object.key());
            if (key == null) {
                continue;
            }
            try {
                found.add(pointFile.read(key.item(), key.point()));
            } catch (StoreException.NotFound e) {
                LOG.debug("{} was deleted while points were listed", object.key());
            } catch (StoreException.Damaged | StoreException.NewerFormat e) {
                unreadable.add(e);
            }
        }
        found.sort(Comparator.comparing((PointManifest point) -> point.details().time())
                .thenComparing(PointManifest::pointId));
        return new PointListing(found, unreadable);
    }

    /**
     * The bytes that would become free if the points of {@code going} went: what no other point needs, but for those of {@code gone}, which go
     * anyway. To the byte; space comes back with a prune. Reads every page of the vault's block maps once, and no data. {@code Damaged} when a
     * manifest or a page cannot be read.
     */
    public long bytesFreed(Set<PointKey> going, Set<PointKey> gone) {
        index.refresh();
        return new FreedSpace(this, going, gone).bytes();
    }

    /** The packs that lie here, by name. */
    public List<StoredPack> packs() {
        List<StoredPack> packs = new ArrayList<>();
        for (StoredObject object : backend.list(Keys.PACKS)) {
            String name = Keys.parsePack(object.key());
            if (name != null) {
                packs.add(new StoredPack(name, object.size()));
            }
        }
        return packs;
    }

    /**
     * Reads a whole pack, and says what is wrong with it; null when nothing is, or when it is not there any more. What is damaged is not relied on by what this process stores
     * from now on.
     *
     * @param content opens every chunk too; without it, what was written wrong stays unseen
     */
    public @Nullable DamagedPack verify(String pack, boolean content, Runnable checkStop) {
        return new Verification(this, checkStop).pack(pack, content);
    }

    /** The points that need a page or chunk which no pack of the store holds, or which is among {@code bad}. Reads every page of the vault's block maps once, and no data. */
    public List<DamagedPoint> damagedPoints(Set<ChunkId> bad, Runnable checkStop) {
        return new Verification(this, checkStop).damaged(bad);
    }

    /**
     * Gives back the space of what no point needs, beside writers and readers of any process; one prune of a vault at a time. May be run again whatever became of it.
     * {@code Damaged} when a recovery point's manifest or a page of it cannot be read: then nothing more is deleted, since nobody knows what it needs.
     *
     * @param checkStop called often; may throw, which ends the prune
     */
    public PruneReport prune(PruneLedger ledger, Runnable checkStop) {
        checkPresent();
        return new Prune(this, ledger, checkStop).run();
    }

    /** Deletes a point's manifest; returns whether it was there. Its space comes back with the next prune. */
    public boolean deletePoint(UUID item, UUID point) {
        return backend.delete(Keys.point(item, point));
    }

    /** Lets work under way end. Writers that are still open must be closed before. */
    @Override
    public void close() {
        workers.shutdown();
        try {
            if (!workers.awaitTermination(LONGEST_STOP_SECONDS, TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
        coders.close();
    }

    Backend backend() {
        return backend;
    }

    VaultKeys keys() {
        return keys;
    }

    VaultIndex index() {
        return index;
    }

    InFlight inFlight() {
        return inFlight;
    }

    CoderPool coders() {
        return coders;
    }

    ChunkReader chunks() {
        return chunks;
    }

    PageCache pages() {
        return pages;
    }

    PointFile pointFile() {
        return pointFile;
    }

    byte[] zeros() {
        return zeros;
    }

    int workerCount() {
        return workerCount;
    }

    Executor workers() {
        return workers;
    }
}
