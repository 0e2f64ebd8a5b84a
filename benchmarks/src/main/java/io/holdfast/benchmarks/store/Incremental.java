package io.holdfast.benchmarks.store;

import io.holdfast.store.Backend;
import io.holdfast.store.DirectoryBackend;
import io.holdfast.store.DiskWriter;
import io.holdfast.store.MasterKey;
import io.holdfast.store.PointDetails;
import io.holdfast.store.PointManifest;
import io.holdfast.store.PointWriter;
import io.holdfast.store.VaultSettings;
import io.holdfast.store.VaultStore;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A backup of which the source says what has changed, one chunk in a hundred, against the full one before: the store alone, by one thread, since no fabric that tells changes holds real images.
 *
 * @param share        of the full backup's time
 * @param metadataMib  MiB written beside data, for each GiB that changed
 */
record Incremental(double share, double metadataMib) {
    private static final int CHUNK = 256 << 10;
    private static final int ONE_IN = 100;
    private static final double GIB = 1 << 30;

    static Incremental measure(Path image, Path folder) throws Exception {
        UUID item = UUID.randomUUID();
        MasterKey key = MasterKey.generate();
        try (Backend backend = new DirectoryBackend(folder);
                VaultStore store = VaultStore.create(backend, new VaultSettings(UUID.randomUUID(), CHUNK, true), key);
                FileChannel file = FileChannel.open(image)) {
            long began = System.nanoTime();
            PointManifest full = write(store, item, file, null);
            double fullSeconds = (System.nanoTime() - began) / 1e9;
            long before = Peer.size(folder);
            began = System.nanoTime();
            PointManifest changed = write(store, item, file, full);
            double seconds = (System.nanoTime() - began) / 1e9;
            long metadata = Peer.size(folder) - before - dataBytes(changed);
            return new Incremental(
                    seconds / fullSeconds,
                    metadata / 1048576.0 / (changed.bytes().fresh() / GIB));
        }
    }

    /** What was changed is random bytes, which are stored as they are. */
    private static long dataBytes(PointManifest changed) {
        return changed.bytes().fresh();
    }

    private static PointManifest write(VaultStore store, UUID item, FileChannel file, @Nullable PointManifest base)
            throws Exception {
        try (PointWriter writer = store.newPoint(item)) {
            DiskWriter disk = writer.disk("disk", file.size(), base == null ? null : base.disk("disk"));
            ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
            SplittableRandom chosen = new SplittableRandom(1);
            Random content = new Random(2);
            byte[] random = new byte[CHUNK];
            for (long at = 0; at < disk.chunks(); at++) {
                if (base == null) {
                    chunk.clear().limit(disk.lengthOf(at));
                    file.read(chunk, at * CHUNK);
                    disk.write(at, chunk.flip());
                } else if (chosen.nextInt(ONE_IN) == 0) {
                    content.nextBytes(random);
                    disk.write(at, ByteBuffer.wrap(random, 0, disk.lengthOf(at)));
                }
            }
            disk.finish();
            return writer.commitManifest(new PointDetails(
                    "machine", "machine", "", Instant.now(), "crash", null, null, UUID.randomUUID(), 1, "benchmark"));
        }
    }
}
