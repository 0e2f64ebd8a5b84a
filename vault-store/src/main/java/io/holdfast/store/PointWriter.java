package io.holdfast.store;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Writes one recovery point. Nothing of it is visible before {@link #commitManifest}; a writer that is closed before
 * that leaves nothing behind but, if another backup relies on them already, some chunks. Safe for many threads.
 */
public final class PointWriter implements AutoCloseable {
    private final VaultStore store;
    private final UUID item;
    private final UUID point;
    private final PackStream data;
    private final PackStream metadata;
    private final SessionPacks packs;
    private final Counters counters = new Counters(null);
    private final BlockingQueue<byte[]> buffers;
    private final byte[] zeros;
    private final Map<String, DiskWriter> writing = new LinkedHashMap<>();
    private final Map<String, DiskImage> images = new LinkedHashMap<>();
    private final Set<TaskGroup> groups = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private boolean ended;

    PointWriter(VaultStore store, UUID item, UUID point, Set<String> condemned, int bufferCount) {
        this.store = store;
        this.item = item;
        this.point = point;
        this.packs = new SessionPacks(store, condemned);
        this.data = packs.stream(FileHeader.Kind.DataPack);
        this.metadata = packs.stream(FileHeader.Kind.MetadataPack);
        this.zeros = new byte[store.chunkSize()];
        this.buffers = new ArrayBlockingQueue<>(bufferCount);
        for (int i = 0; i < bufferCount; i++) {
            buffers.add(new byte[store.chunkSize()]);
        }
    }

    public UUID itemId() {
        return item;
    }

    /** The id that the point will have. */
    public UUID pointId() {
        return point;
    }

    /**
     * Begins a disk. A name that was begun before is begun anew, and what was written then is forgotten.
     *
     * @param size bytes
     * @param base the disk of an earlier point of this vault to start from; its size may differ
     */
    public DiskWriter disk(String name, long size, @Nullable DiskImage base) {
        check();
        Tree tree = (base == null ? new DiskImage(name, 0, null) : base).tree(store.chunkSize());
        Counters ofDisk = new Counters(counters);
        BlockMapEditor map = new BlockMapEditor(
                DiskImage.chunks(new DiskImage(name, size, null).size(), store.chunkSize()),
                tree,
                store.pages(),
                page -> storeChunk(metadata, page.toBytes(), Page.LENGTH, 0, ofDisk));
        DiskWriter writer = new DiskWriter(this, name, size, store.chunkSize(), map, ofDisk);
        synchronized (images) {
            writing.put(name, writer);
            images.remove(name);
        }
        groups.add(writer.tasks());
        return writer;
    }

    /** What happened so far, at any time. */
    public ByteCounts counts() {
        return counters.now();
    }

    /**
     * Makes the point visible: packs, then the index, then the manifest, each durable before the next. After a failure
     * the point may exist or not, as with any commit; it is recognized by the job and token in its manifest.
     */
    public synchronized PointManifest commitManifest(PointDetails details) {
        check();
        if (ended) {
            throw new IllegalStateException("this point was committed already");
        }
        List<DiskImage> disks;
        synchronized (images) {
            if (!writing.isEmpty()) {
                throw new IllegalStateException("disks are not finished: " + writing.keySet());
            }
            disks = List.copyOf(images.values());
        }
        data.completeOpen();
        metadata.completeOpen();
        packs.makeIndexed();
        store.checkPresent();
        PointManifest manifest = new PointManifest(point, item, disks, counters.now(), details);
        store.pointFile().write(manifest);
        ended = true;
        return manifest;
    }

    /** Gives up, and removes what nobody else relies on. Does nothing after a commit. Never fails. */
    public synchronized void abort() {
        if (ended) {
            return;
        }
        fail(new IllegalStateException("the backup was given up"));
        ended = true;
        groups.forEach(TaskGroup::awaitUninterruptibly);
        packs.abandon(List.of(data, metadata));
    }

    /** The same as {@link #abort}. */
    @Override
    public void close() {
        abort();
    }

    void finished(DiskWriter writer, DiskImage image) {
        synchronized (images) {
            if (!writing.remove(writer.name(), writer)) {
                throw new IllegalStateException("disk " + writer.name() + " was finished or begun anew already");
            }
            images.put(writer.name(), image);
        }
    }

    /** A buffer of one chunk; blocks until one is free. {@link #run} gives it back. */
    byte[] takeBuffer() throws InterruptedException {
        check();
        byte[] buffer = buffers.take();
        try {
            check();
            return buffer;
        } catch (RuntimeException e) {
            buffers.add(buffer);
            throw e;
        }
    }

    void run(TaskGroup group, byte[] buffer, Runnable task) {
        group.begin();
        Runnable guarded = () -> {
            try {
                if (failure.get() == null) {
                    task.run();
                }
            } catch (Throwable e) {
                fail(e);
            } finally {
                buffers.add(buffer);
                group.end();
            }
        };
        try {
            store.workers().execute(guarded);
        } catch (RuntimeException rejected) {
            fail(rejected);
            guarded.run();
        }
    }

    boolean isZero(byte[] plain) {
        return Arrays.equals(plain, zeros);
    }

    ChunkId storeData(byte[] plain, int counted, Counters ofDisk) {
        return storeChunk(data, plain, store.chunkSize(), counted, ofDisk);
    }

    /** @param counted the bytes of the disk that this chunk is about */
    private ChunkId storeChunk(PackStream stream, byte[] plain, int length, int counted, Counters ofDisk) {
        return store.coders().with(coder -> {
            ChunkId id = coder.id(plain, length);
            PackStream.Appended appended = store.inFlight()
                    .storeOnce(id, packs, () -> stream.append(packs, coder, id, coder.compress(plain, length), length));
            if (appended == null) {
                ofDisk.deduplicated(counted);
                return id;
            }
            ofDisk.fresh(counted);
            ofDisk.stored(appended.location().stored());
            OpenPack full = appended.full();
            if (full != null) {
                stream.complete(full);
            }
            return id;
        });
    }

    void fail(Throwable e) {
        failure.compareAndSet(null, e);
    }

    void check() {
        Throwable e = failure.get();
        if (e instanceof StoreException known) {
            throw known;
        }
        if (e != null) {
            throw new IllegalStateException("this backup has failed: " + e.getMessage(), e);
        }
    }
}
