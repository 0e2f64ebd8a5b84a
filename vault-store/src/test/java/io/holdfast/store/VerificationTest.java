package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class VerificationTest {
    private static final int CHUNK = TestDisk.CHUNK;
    private static final UUID OTHER_ITEM = new UUID(9, 9);

    private final MemoryBackend backend = new MemoryBackend();
    private TestVault vault = TestVault.create(backend);
    private PointManifest first;
    private PointManifest second;
    private PointManifest other;
    private TestDisk disk;

    @BeforeEach
    void threePoints() throws InterruptedException {
        disk = TestDisk.random(1, 8 * CHUNK);
        first = vault.backUp(disk);
        TestDisk changed = disk.copy();
        changed.fill(2, 77);
        second = vault.backUp(TestVault.ITEM, changed, first, disk);
        other = vault.backUp(OTHER_ITEM, TestDisk.random(5, 3 * CHUNK), null, null);
    }

    @AfterEach
    void close() {
        vault.close();
    }

    @Test
    void of_a_sound_vault_nothing_is_damaged_at_any_depth() {
        for (StoredPack pack : vault.store.packs()) {
            assertThat(verify(pack, false)).isNull();
            assertThat(verify(pack, true)).isNull();
        }
        assertThat(vault.store.damagedPoints(Set.of(), () -> {})).isEmpty();
    }

    @RepeatedTest(5)
    void a_flipped_bit_is_found_and_named_with_the_points_it_hurts_and_no_others() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        StoredPack pack =
                vault.store.packs().get(random.nextInt(vault.store.packs().size()));
        byte[] bytes = backend.read(Keys.pack(pack.name()), 0, (int) pack.bytes());
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        backend.overwrite(Keys.pack(pack.name()), bytes);
        reopen();

        DamagedPack damaged = Objects.requireNonNull(verify(pack, false), "seed " + seed);

        Set<PointKey> hurt = new HashSet<>();
        vault.store.damagedPoints(damaged.chunks(), () -> {}).forEach(point -> hurt.add(point.key()));
        Set<PointKey> expected = new HashSet<>();
        for (PointManifest point : new PointManifest[] {first, second, other}) {
            if (!isRestorable(point)) {
                expected.add(new PointKey(point.itemId(), point.pointId()));
            }
        }
        assertThat(hurt).as("seed " + seed).isEqualTo(expected);
    }

    @Test
    void a_missing_pack_hurts_the_points_that_need_it() {
        for (StoredPack pack : vault.store.packs()) {
            PackDirectory directory = PackFile.read(backend, pack.name(), vault.store.keys());
            if (directory.header().kind() == FileHeader.Kind.DataPack
                    && directory.entries().size() == 3) {
                backend.delete(Keys.pack(pack.name()));
            }
        }
        reopen();
        assertThat(vault.store.damagedPoints(Set.of(), () -> {}))
                .extracting(DamagedPoint::key)
                .containsExactly(new PointKey(OTHER_ITEM, other.pointId()));
    }

    @Test
    void what_is_seen_again_heals_the_points() throws InterruptedException {
        for (StoredPack pack : vault.store.packs()) {
            byte[] bytes = backend.read(Keys.pack(pack.name()), 0, (int) pack.bytes());
            bytes[bytes.length / 2] ^= 1;
            backend.overwrite(Keys.pack(pack.name()), bytes);
        }
        reopen();
        Set<ChunkId> bad = new HashSet<>();
        Set<String> damaged = new HashSet<>();
        for (StoredPack pack : vault.store.packs()) {
            DamagedPack found = Objects.requireNonNull(verify(pack, false));
            bad.addAll(found.chunks());
            damaged.add(pack.name());
        }
        assertThat(vault.store.damagedPoints(bad, () -> {})).isNotEmpty();
        reopen();
        // as another mover does it, which knows of the damage from the catalogue only
        try (PointWriter writer = vault.store.newPoint(TestVault.ITEM, new UUID(3, 3), damaged)) {
            DiskWriter out = writer.disk("vda", disk.bytes.length, null);
            disk.writeAll(out);
            out.finish();
            writer.commitManifest(TestVault.details());
        }
        assertThat(vault.restore(first)).isEqualTo(disk.bytes);
    }

    private boolean isRestorable(PointManifest point) {
        try {
            vault.restore(point);
            return true;
        } catch (StoreException.Damaged e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private DamagedPack verify(StoredPack pack, boolean content) {
        return vault.store.verify(pack.name(), content, () -> {});
    }

    private void reopen() {
        vault.close();
        vault = TestVault.open(backend);
    }
}
