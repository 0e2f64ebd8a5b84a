package io.holdfast.store;

import java.nio.ByteBuffer;
import java.util.List;

/** Reads one recovery point. Every byte is checked before it is given out. Safe for many threads; needs no closing. */
public final class PointReader {
    private final VaultStore store;
    private final PointManifest manifest;
    private final BlockMap map;

    PointReader(VaultStore store, PointManifest manifest) {
        this.store = store;
        this.manifest = manifest;
        this.map = new BlockMap(store.pages());
    }

    public PointManifest manifest() {
        return manifest;
    }

    public List<DiskImage> disks() {
        return manifest.disks();
    }

    /**
     * Fills {@code into} from {@code offset} on. Reading past the disk's end is an {@link IllegalArgumentException};
     * what cannot be read right is {@code Damaged}, and {@code into} is undefined then.
     */
    public void read(String disk, long offset, ByteBuffer into) {
        DiskImage image = manifest.disk(disk);
        if (offset < 0 || offset + into.remaining() > image.size()) {
            throw new IllegalArgumentException("disk " + disk + " ends at byte " + image.size());
        }
        int chunkSize = store.chunkSize();
        Tree tree = image.tree(chunkSize);
        byte[] plain = new byte[chunkSize];
        long at = offset;
        while (into.hasRemaining()) {
            long chunk = at / chunkSize;
            int skip = (int) (at % chunkSize);
            int length = Math.min(into.remaining(), chunkSize - skip);
            boolean[] found = new boolean[1];
            map.stored(tree, chunk, chunk + 1, (index, id) -> {
                readWhole(id, plain);
                found[0] = true;
            });
            into.put(found[0] ? plain : store.zeros(), skip, length);
            at += length;
        }
    }

    private void readWhole(ChunkId id, byte[] plain) {
        if (store.chunks().read(id, plain) != plain.length) {
            throw new StoreException.Damaged("chunk " + id, "it is shorter than a chunk");
        }
    }

    /** The stretches of a disk that are stored, ascending; the rest reads as zeros. */
    public List<Extent> extents(String disk) {
        DiskImage image = manifest.disk(disk);
        Tree tree = image.tree(store.chunkSize());
        ExtentList extents = new ExtentList(store.chunkSize(), image.size());
        map.stored(tree, 0, tree.chunks(), (chunk, id) -> extents.add(chunk));
        return extents.toList();
    }

    /** Bytes of a disk that are stored; the rest reads as zeros. Needs no memory, as a list of the stretches does. */
    public long storedBytes(String disk) {
        DiskImage image = manifest.disk(disk);
        Tree tree = image.tree(store.chunkSize());
        long[] bytes = new long[1];
        map.stored(tree, 0, tree.chunks(), (chunk, id) -> {
            long offset = chunk * store.chunkSize();
            bytes[0] += Math.min(store.chunkSize(), image.size() - offset);
        });
        return bytes[0];
    }

    /**
     * The stretches of this point's disk that differ from another point's disk of that name, ascending, in whole chunks.
     * What only one of them has, because their sizes differ, is compared with zeros. Costs time for what changed.
     */
    public List<Extent> diff(PointReader other, String disk) {
        DiskImage image = manifest.disk(disk);
        ExtentList extents = new ExtentList(store.chunkSize(), image.size());
        map.changed(
                other.manifest.disk(disk).tree(store.chunkSize()),
                image.tree(store.chunkSize()),
                (chunk, id) -> extents.add(chunk));
        return extents.toList();
    }

    /**
     * Hands a whole disk's stored stretches to {@code sink}; the target must read as zeros elsewhere. Returns the bytes
     * handed over, when all are.
     */
    public long restore(String disk, RestoreSink sink) throws InterruptedException {
        return restore(disk, List.of(new Extent(0, manifest.disk(disk).size())), true, sink);
    }

    /**
     * Hands over the given stretches of a disk, zeros included: for a target that holds something else already.
     *
     * @param extents widened to whole chunks
     */
    public long restore(String disk, List<Extent> extents, RestoreSink sink) throws InterruptedException {
        return restore(disk, extents, false, sink);
    }

    private long restore(String disk, List<Extent> extents, boolean skipHoles, RestoreSink sink)
            throws InterruptedException {
        DiskImage image = manifest.disk(disk);
        return new Restore(store, map, image, skipHoles, sink).run(extents);
    }
}
