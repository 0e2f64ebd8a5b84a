package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundTripTest {
    private final MemoryBackend backend = new MemoryBackend();
    private final TestVault vault = TestVault.create(backend);

    @AfterEach
    void close() {
        vault.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 65_535, 65_536, 65_537, 1_000_003, 1024 * 65_536 + 1})
    void a_disk_of_any_size_comes_back_as_it_was(int size) throws InterruptedException {
        TestDisk disk = new TestDisk(new byte[size]);
        for (int chunk = 0; chunk < disk.chunks(); chunk += 1 + disk.chunks() / 20) {
            disk.fill(chunk, chunk);
        }
        if (disk.chunks() > 0) {
            disk.fill(disk.chunks() - 1, 99);
        }

        PointManifest point = vault.backUp(disk);

        assertThat(vault.restore(point)).isEqualTo(disk.bytes);
        assertThat(TestDisk.read(vault.open(point), "vda")).isEqualTo(disk.bytes);
        try (TestVault again = TestVault.open(backend)) {
            assertThat(again.restore(point)).isEqualTo(disk.bytes);
        }
    }

    @Test
    void an_unencrypted_vault_needs_no_key() throws InterruptedException {
        MemoryBackend open = new MemoryBackend();
        TestDisk disk = TestDisk.random(1, 300_000);
        PointManifest point;
        try (TestVault plain = TestVault.create(open, false)) {
            point = plain.backUp(disk);
        }

        try (VaultStore store = VaultStore.open(open, null)) {
            PointReader reader = store.openPoint(point.itemId(), point.pointId());
            assertThat(TestDisk.restore(reader, "vda")).isEqualTo(disk.bytes);
        }
    }

    @Test
    void zeros_are_never_stored_whether_read_or_told() throws InterruptedException {
        PointManifest point;
        try (PointWriter writer = vault.store.newPoint(TestVault.ITEM)) {
            DiskWriter disk = writer.disk("vda", 3000L * TestDisk.CHUNK, null);
            for (int chunk = 0; chunk < 1500; chunk++) {
                disk.write(chunk, ByteBuffer.allocate(TestDisk.CHUNK));
            }
            disk.hole(1500, 3000);
            assertThat(disk.finish().root()).isNull();
            point = writer.commitManifest(TestVault.details());
        }

        assertThat(point.bytes().holes()).isEqualTo(3000L * TestDisk.CHUNK);
        assertThat(point.bytes().stored()).isZero();
        assertThat(backend.list("packs/")).isEmpty();
        assertThat(backend.list("index/")).isEmpty();
        assertThat(vault.open(point).extents("vda")).isEmpty();
    }

    @Test
    void compressible_chunks_are_stored_small_and_others_with_next_to_no_overhead() throws InterruptedException {
        TestDisk text = new TestDisk(
                "all work and no play makes a dull test. ".repeat(10_000).getBytes());
        PointManifest small = vault.backUp(text);
        TestDisk noise = TestDisk.random(3, 10 * TestDisk.CHUNK);
        PointManifest large = vault.backUp(noise);

        assertThat(small.bytes().stored()).isLessThan(text.bytes.length / 20);
        assertThat(large.bytes().stored()).isLessThan(noise.bytes.length + 2_000);
        assertThat(vault.restore(small)).isEqualTo(text.bytes);
        assertThat(vault.restore(large)).isEqualTo(noise.bytes);
    }

    @Test
    void a_point_keeps_what_it_was_told_and_can_be_listed() throws InterruptedException {
        PointManifest point = vault.backUp(TestDisk.random(1, 100));

        try (TestVault again = TestVault.open(backend)) {
            assertThat(again.store.points().points()).containsExactly(point);
            assertThat(again.store.points(TestVault.ITEM).points()).containsExactly(point);
            assertThat(again.open(point).manifest().details()).isEqualTo(TestVault.details());
        }
    }

    @Test
    void a_deleted_point_is_gone_and_the_others_stay() throws InterruptedException {
        TestDisk disk = TestDisk.random(1, 100_000);
        PointManifest first = vault.backUp(disk);
        PointManifest second = vault.backUp(disk);

        assertThat(vault.store.deletePoint(first.itemId(), first.pointId())).isTrue();
        assertThat(vault.store.deletePoint(first.itemId(), first.pointId())).isFalse();

        assertThatExceptionOfType(StoreException.NotFound.class).isThrownBy(() -> vault.open(first));
        assertThat(vault.restore(second)).isEqualTo(disk.bytes);
    }

    @Test
    void extents_are_what_is_stored() throws InterruptedException {
        TestDisk disk = new TestDisk(new byte[10 * TestDisk.CHUNK - 5]);
        for (int chunk : List.of(2, 3, 7, 9)) {
            disk.fill(chunk, chunk);
        }

        PointReader reader = vault.open(vault.backUp(disk));
        assertThat(reader.storedBytes("vda")).isEqualTo(4L * TestDisk.CHUNK - 5);
        assertThat(reader.extents("vda"))
                .containsExactly(
                        new Extent(2L * TestDisk.CHUNK, 2L * TestDisk.CHUNK),
                        new Extent(7L * TestDisk.CHUNK, TestDisk.CHUNK),
                        new Extent(9L * TestDisk.CHUNK, TestDisk.CHUNK - 5));
    }

    @Test
    void a_disk_of_many_tebibytes_costs_what_it_holds() throws InterruptedException {
        long size = 64L << 40;
        long last = size / TestDisk.CHUNK - 1;
        byte[] content = TestDisk.random(6, TestDisk.CHUNK).bytes;
        PointManifest point;
        try (PointWriter writer = vault.store.newPoint(TestVault.ITEM)) {
            DiskWriter disk = writer.disk("vda", size, null);
            for (long chunk : List.of(0L, (3L << 40) / TestDisk.CHUNK, last)) {
                disk.write(chunk, ByteBuffer.wrap(content));
            }
            disk.finish();
            point = writer.commitManifest(TestVault.details());
        }

        PointReader reader = vault.open(point);
        Map<Long, byte[]> restored = new ConcurrentHashMap<>();
        reader.restore("vda", (offset, bytes) -> {
            byte[] got = new byte[bytes.remaining()];
            bytes.get(got);
            restored.put(offset, got);
        });

        assertThat(reader.storedBytes("vda")).isEqualTo(3L * TestDisk.CHUNK);
        assertThat(restored).containsOnlyKeys(0L, 3L << 40, last * TestDisk.CHUNK);
        assertThat(restored.values()).allSatisfy(got -> assertThat(got).isEqualTo(content));
    }

    @Test
    void any_stretch_can_be_read() throws InterruptedException {
        TestDisk disk = TestDisk.random(5, 5 * TestDisk.CHUNK + 17);
        disk.zero(2);
        PointReader reader = vault.open(vault.backUp(disk));

        for (int offset : List.of(0, 1, TestDisk.CHUNK - 1, 2 * TestDisk.CHUNK - 3, 3 * TestDisk.CHUNK)) {
            ByteBuffer into = ByteBuffer.allocate(TestDisk.CHUNK + 11);
            reader.read("vda", offset, into);
            assertThat(into.flip()).isEqualTo(ByteBuffer.wrap(disk.bytes, offset, TestDisk.CHUNK + 11));
        }
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> reader.read("vda", disk.bytes.length, ByteBuffer.allocate(1)));
        assertThatExceptionOfType(StoreException.NotFound.class)
                .isThrownBy(() -> reader.read("vdb", 0, ByteBuffer.allocate(1)));
    }

    @Test
    void a_vault_is_not_created_over_another() {
        assertThatExceptionOfType(StoreException.VaultExists.class).isThrownBy(() -> TestVault.create(backend));
    }
}
