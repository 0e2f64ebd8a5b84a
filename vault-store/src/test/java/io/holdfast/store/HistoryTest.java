package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.AssertionFailedError;

/** A random history of backups, deletions, given-up backups and restarts, against a model that keeps every byte. */
@Timeout(60)
class HistoryTest {
    private static final int ITEMS = 3;
    private static final int STEPS = 60;

    private record Kept(PointManifest point, TestDisk content) {}

    private final MemoryBackend backend = new MemoryBackend();
    private final Map<Integer, TestDisk> disks = new HashMap<>();
    private final Map<Integer, Kept> last = new HashMap<>();
    private final List<Kept> model = new ArrayList<>();

    @RepeatedTest(3)
    void every_point_that_is_there_is_right_and_no_other_is_there() {
        long seed = Long.getLong("holdfast.seed", System.nanoTime());
        try {
            run(new Random(seed));
        } catch (Throwable e) {
            throw new AssertionFailedError("run again with -Dholdfast.seed=" + seed, e);
        }
    }

    private void run(Random random) throws InterruptedException {
        TestVault vault = TestVault.create(backend);
        for (int step = 0; step < STEPS; step++) {
            int item = random.nextInt(ITEMS);
            switch (random.nextInt(10)) {
                case 0 -> {
                    vault.close();
                    vault = TestVault.open(backend);
                }
                case 1, 2 -> delete(vault, random);
                case 3 -> giveUp(vault, item, random);
                case 4 -> check(vault);
                default -> backUp(vault, item, random);
            }
        }
        check(vault);
        vault.close();
        try (TestVault again = TestVault.open(backend)) {
            check(again);
        }
    }

    private TestDisk change(int item, Random random) {
        TestDisk disk = disks.getOrDefault(item, new TestDisk(new byte[random.nextInt(40 * TestDisk.CHUNK)]))
                .copy();
        if (random.nextInt(5) == 0) {
            disk = disk.resized(random.nextInt(40 * TestDisk.CHUNK));
        }
        for (int i = random.nextInt(6); i > 0 && disk.chunks() > 0; i--) {
            int chunk = random.nextInt(disk.chunks());
            if (random.nextInt(4) == 0) {
                disk.zero(chunk);
            } else {
                disk.fill(chunk, random.nextInt(30)); // few contents, so that chunks are shared
            }
        }
        return disk;
    }

    private void backUp(TestVault vault, int item, Random random) throws InterruptedException {
        TestDisk disk = change(item, random);
        Kept base = random.nextInt(4) == 0 ? null : last.get(item);
        PointManifest point = vault.backUp(
                new UUID(9, item), disk, base == null ? null : base.point, base == null ? null : base.content);
        Kept kept = new Kept(point, disk);
        disks.put(item, disk);
        last.put(item, kept);
        model.add(kept);
    }

    private void giveUp(TestVault vault, int item, Random random) throws InterruptedException {
        TestDisk disk = change(item, random);
        try (PointWriter writer = vault.store.newPoint(new UUID(9, item))) {
            DiskWriter out = writer.disk("vda", disk.bytes.length, null);
            disk.writeAll(out);
            if (random.nextBoolean()) {
                out.finish();
            }
            if (random.nextBoolean()) {
                backUp(vault, (item + 1) % ITEMS, random);
            }
        }
    }

    private void delete(TestVault vault, Random random) {
        if (!model.isEmpty()) {
            Kept gone = model.remove(random.nextInt(model.size()));
            assertThat(vault.store.deletePoint(gone.point.itemId(), gone.point.pointId()))
                    .isTrue();
            last.values().remove(gone);
        }
    }

    private void check(TestVault vault) throws InterruptedException {
        PointListing listing = vault.store.points();
        assertThat(listing.unreadable()).isEmpty();
        assertThat(listing.points())
                .containsExactlyInAnyOrderElementsOf(
                        model.stream().map(Kept::point).toList());
        for (Kept kept : model) {
            assertThat(vault.restore(kept.point)).isEqualTo(kept.content.bytes);
        }
    }
}
