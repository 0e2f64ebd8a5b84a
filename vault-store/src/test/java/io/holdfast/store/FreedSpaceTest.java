package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class FreedSpaceTest {
    /** More than a page has entries, so that maps have two levels. */
    private static final int CHUNKS = Page.ENTRIES + 40;

    private record Kept(PointManifest point, TestDisk content) {
        PointKey key() {
            return new PointKey(point.itemId(), point.pointId());
        }
    }

    private final MemoryBackend backend = new MemoryBackend();
    private final TestVault vault = TestVault.create(backend);

    @AfterEach
    void close() {
        vault.close();
    }

    @Test
    void what_two_points_share_becomes_free_only_when_both_go() throws InterruptedException {
        TestDisk disk = new TestDisk(new byte[4 * TestDisk.CHUNK]);
        disk.fill(0, 1);
        disk.fill(1, 2);
        Kept one = backUp(disk);
        Kept same = backUp(disk);
        disk.fill(1, 3);
        Kept other = backUp(disk);
        long chunk = TestDisk.CHUNK + Crypto.TAG;

        assertThat(freed(one)).isEqualTo(manifest(one));
        assertThat(freed(one, same)).isEqualTo(manifest(one) + manifest(same) + chunk + page(one));
        assertThat(freed(other)).isEqualTo(manifest(other) + chunk + page(other));
        assertThat(vault.store.bytesFreed(Set.of(one.key()), Set.of(same.key())))
                .as("the other goes anyway")
                .isEqualTo(manifest(one) + chunk + page(one));
        assertThat(freed()).isZero();
    }

    @Test
    void a_manifest_that_cannot_be_read_makes_it_unknown() throws InterruptedException {
        TestDisk disk = TestDisk.random(1, TestDisk.CHUNK);
        Kept one = backUp(disk);
        Kept damaged = backUp(disk);
        backend.overwrite(Keys.point(damaged.key().item(), damaged.key().point()), new byte[200]);
        assertThatThrownBy(() -> freed(one)).isInstanceOf(StoreException.Damaged.class);
    }

    @RepeatedTest(3)
    void it_is_what_a_naive_count_of_contents_says() throws InterruptedException {
        long seed = Long.getLong("holdfast.seed", System.nanoTime());
        Random random = new Random(seed);
        List<Kept> points = new ArrayList<>();
        TestDisk disk = new TestDisk(new byte[CHUNKS * TestDisk.CHUNK]);
        for (int i = 0; i < 8; i++) {
            for (int changes = random.nextInt(6); changes > 0; changes--) {
                int chunk = random.nextBoolean() ? random.nextInt(CHUNKS) : CHUNKS - 1 - random.nextInt(40);
                if (random.nextInt(5) == 0) {
                    disk.zero(chunk);
                } else {
                    disk.fill(chunk, random.nextInt(20));
                }
            }
            points.add(backUp(disk.copy()));
        }
        for (int i = 0; i < 10; i++) {
            Set<Kept> going =
                    points.stream().filter(x -> random.nextInt(3) == 0).collect(Collectors.toSet());
            Set<Kept> gone = points.stream()
                    .filter(point -> !going.contains(point) && random.nextInt(5) == 0)
                    .collect(Collectors.toSet());
            Set<Kept> staying = new HashSet<>(points);
            staying.removeAll(going);
            staying.removeAll(gone);
            assertThat(vault.store.bytesFreed(keys(going), keys(gone)))
                    .as("seed %d, round %d", seed, i)
                    .isEqualTo(naive(going, staying));
        }
    }

    private long naive(Set<Kept> going, Set<Kept> staying) {
        Set<ChunkId> left = new HashSet<>();
        going.forEach(point -> left.addAll(everything(point)));
        staying.forEach(point -> left.removeAll(everything(point)));
        return left.stream()
                        .mapToLong(id -> vault.store.chunks().locate(id).stored())
                        .sum()
                + going.stream().mapToLong(this::manifest).sum();
    }

    /** Ids of the contents, from the contents; and of the pages. */
    private Set<ChunkId> everything(Kept kept) {
        Set<ChunkId> ids = new HashSet<>();
        for (int chunk = 0; chunk < kept.content().chunks(); chunk++) {
            ByteBuffer bytes = kept.content().chunk(chunk);
            byte[] plain = new byte[TestDisk.CHUNK];
            bytes.get(plain, 0, bytes.remaining());
            if (!Arrays.equals(plain, new byte[TestDisk.CHUNK])) {
                ids.add(vault.store.coders().with(coder -> coder.id(plain, plain.length)));
            }
        }
        Tree.Node top = kept.point().disk("vda").tree(TestDisk.CHUNK).top();
        if (!top.id().isHole()) {
            ids.add(top.id());
            for (int slot = 0; top.level() > 0 && slot < Page.ENTRIES; slot++) {
                ChunkId page = top.child(vault.store.pages(), top.level(), slot).id();
                if (!page.isHole()) {
                    ids.add(page);
                }
            }
        }
        return ids;
    }

    private long page(Kept kept) {
        return vault.store
                .chunks()
                .locate(kept.point().disk("vda").tree(TestDisk.CHUNK).top().id())
                .stored();
    }

    private long manifest(Kept kept) {
        return backend.size(Keys.point(kept.key().item(), kept.key().point()));
    }

    private long freed(Kept... going) {
        return vault.store.bytesFreed(keys(Set.of(going)), Set.of());
    }

    private static Set<PointKey> keys(Set<Kept> points) {
        return points.stream().map(Kept::key).collect(Collectors.toSet());
    }

    private Kept backUp(TestDisk disk) throws InterruptedException {
        return new Kept(vault.backUp(UUID.randomUUID(), disk, null, null), disk.copy());
    }
}
