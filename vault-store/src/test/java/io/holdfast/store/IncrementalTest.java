package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IncrementalTest {
    private static final int CHUNK = TestDisk.CHUNK;

    private final MemoryBackend backend = new MemoryBackend();
    private final TestVault vault = TestVault.create(backend);

    @AfterEach
    void close() {
        vault.close();
    }

    /** Directories of the packs of a kind that are in {@code now} and not in {@code before}. */
    private List<PackDirectory> newPacks(List<StoredObject> before, FileHeader.Kind kind) {
        return backend.list("packs/").stream()
                .filter(object -> !before.contains(object))
                .map(object -> object.key().substring("packs/ab/".length()).replace(".pack", ""))
                .map(name -> PackFile.read(backend, name, vault.store.keys()))
                .filter(pack -> pack.header().kind() == kind)
                .toList();
    }

    private static long entries(List<PackDirectory> packs) {
        return packs.stream().mapToLong(pack -> pack.entries().size()).sum();
    }

    @Test
    void only_what_changed_is_read_and_stored() throws InterruptedException {
        TestDisk first = TestDisk.random(1, 40 * CHUNK);
        PointManifest base = vault.backUp(first);
        List<StoredObject> before = backend.list("packs/");
        TestDisk second = first.copy();
        second.fill(3, 100);
        second.fill(30, 101);

        PointManifest point = vault.backUp(TestVault.ITEM, second, base, first);

        assertThat(entries(newPacks(before, FileHeader.Kind.DataPack))).isEqualTo(2);
        assertThat(entries(newPacks(before, FileHeader.Kind.MetadataPack))).isEqualTo(1);
        assertThat(point.bytes().read()).isEqualTo(2 * CHUNK);
        assertThat(point.bytes().fresh()).isEqualTo(2 * CHUNK);
        assertThat(vault.restore(point)).isEqualTo(second.bytes);
        assertThat(vault.restore(base)).isEqualTo(first.bytes);
    }

    @Test
    void a_full_read_of_an_unchanged_disk_stores_nothing() throws InterruptedException {
        TestDisk disk = TestDisk.random(1, 20 * CHUNK);
        PointManifest first = vault.backUp(disk);
        List<StoredObject> before = backend.list("packs/");

        PointManifest second = vault.backUp(disk);

        assertThat(backend.list("packs/")).isEqualTo(before);
        assertThat(second.disks()).isEqualTo(first.disks());
        assertThat(second.bytes().deduplicated()).isEqualTo(disk.bytes.length);
    }

    @Test
    void of_a_large_map_only_the_pages_on_the_path_to_a_change_are_written() throws InterruptedException {
        long size = 3L * Page.ENTRIES * Page.ENTRIES * CHUNK; // three levels
        PointManifest base = backUpSparse(size, null, Stream.of(0L, 5_000L, 2_000_000L));
        List<StoredObject> before = backend.list("packs/");

        PointManifest point = backUpSparse(size, base, Stream.of(5_001L));

        assertThat(entries(newPacks(before, FileHeader.Kind.MetadataPack))).isEqualTo(3);
        assertThat(vault.open(point).extents("vda"))
                .containsExactly(extent(0, 1), extent(5_000, 2), extent(2_000_000, 1));
        assertThat(vault.open(point).diff(vault.open(base), "vda")).containsExactly(extent(5_001, 1));
        assertThat(vault.open(base).diff(vault.open(point), "vda")).containsExactly(extent(5_001, 1));
    }

    private static Extent extent(long chunk, long chunks) {
        return new Extent(chunk * CHUNK, chunks * CHUNK);
    }

    private PointManifest backUpSparse(long size, @Nullable PointManifest base, Stream<Long> chunks)
            throws InterruptedException {
        try (PointWriter writer = vault.store.newPoint(TestVault.ITEM)) {
            DiskWriter disk = writer.disk("vda", size, base == null ? null : base.disk("vda"));
            for (long chunk : chunks.toList()) {
                disk.write(chunk, ByteBuffer.wrap(TestDisk.random(chunk, disk.lengthOf(chunk)).bytes));
            }
            disk.finish();
            return writer.commitManifest(TestVault.details());
        }
    }

    /** Sizes in chunks: within a page, over pages, and over levels of the tree. */
    @ParameterizedTest
    @CsvSource({"5,9", "9,5", "5,1030", "1030,5", "1024,1025", "1025,1024", "3,2200", "2200,1500", "4,0", "0,4"})
    void a_disk_may_grow_or_shrink_since_its_base(int from, int to) throws InterruptedException {
        TestDisk first = new TestDisk(new byte[Math.max(0, from * CHUNK - 77)]);
        for (int chunk = 0; chunk < from; chunk += 1 + from / 10) {
            first.fill(chunk, chunk);
        }
        if (from > 0) {
            first.fill(from - 1, 5);
        }
        PointManifest base = vault.backUp(first);
        TestDisk second = first.resized(Math.max(0, to * CHUNK - 33));
        if (to > 0) {
            second.fill(to / 2, 17);
            second.fill(to - 1, 18);
        }

        PointManifest point = vault.backUp(TestVault.ITEM, second, base, first);

        assertThat(vault.restore(point)).isEqualTo(second.bytes);
        assertThat(vault.restore(base)).isEqualTo(first.bytes);
        PointReader reader = vault.open(point);
        byte[] patched = first.resized(second.bytes.length).bytes;
        reader.restore(
                "vda",
                reader.diff(vault.open(base), "vda"),
                (offset, bytes) -> bytes.get(patched, (int) offset, bytes.remaining()));
        assertThat(patched).isEqualTo(second.bytes);
    }

    @Test
    void a_disk_that_grew_without_a_write_keeps_its_content() throws InterruptedException {
        TestDisk first = TestDisk.random(1, 3 * CHUNK);
        PointManifest base = vault.backUp(first);

        PointManifest point = backUpSparse(5_000_000L * CHUNK, base, Stream.of());

        assertThat(vault.open(point).extents("vda")).containsExactly(extent(0, 3));
        assertThat(vault.open(point).diff(vault.open(base), "vda")).isEmpty();
        PointManifest back = backUpSparse(3 * CHUNK, point, Stream.of());
        assertThat(vault.restore(back)).isEqualTo(first.bytes);
        assertThat(back.disks()).isEqualTo(base.disks());
    }

    @Test
    void holes_punched_since_the_base_read_as_zeros() throws InterruptedException {
        TestDisk first = TestDisk.random(1, 1100 * CHUNK);
        PointManifest base = vault.backUp(first);
        PointManifest point;
        try (PointWriter writer = vault.store.newPoint(TestVault.ITEM)) {
            DiskWriter disk = writer.disk("vda", first.bytes.length, base.disk("vda"));
            disk.hole(0, 1024);
            disk.hole(1030, 1032);
            disk.unchanged(1032, 1100);
            disk.finish();
            point = writer.commitManifest(TestVault.details());
        }

        assertThat(vault.open(point).extents("vda")).containsExactly(extent(1024, 6), extent(1032, 68));
        assertThat(point.bytes().unchanged()).isEqualTo(68 * CHUNK);
        assertThat(vault.open(point).diff(vault.open(base), "vda")).containsExactly(extent(0, 1024), extent(1030, 2));
    }

    @Test
    void a_restore_of_given_stretches_writes_zeros_where_the_point_has_holes() throws InterruptedException {
        TestDisk disk = TestDisk.random(1, 6 * CHUNK);
        disk.zero(2);
        PointReader reader = vault.open(vault.backUp(disk));
        byte[] target = TestDisk.random(9, 6 * CHUNK).bytes;

        long written = reader.restore(
                "vda",
                List.of(new Extent(0, disk.bytes.length)),
                (offset, bytes) -> bytes.get(target, (int) offset, bytes.remaining()));

        assertThat(target).isEqualTo(disk.bytes);
        assertThat(written).isEqualTo(disk.bytes.length);
    }

    @Test
    void a_chunk_given_twice_is_refused_and_a_disk_begun_anew_forgets_the_first_try() throws InterruptedException {
        TestDisk disk = TestDisk.random(1, 3 * CHUNK);
        try (PointWriter writer = vault.store.newPoint(TestVault.ITEM)) {
            DiskWriter twice = writer.disk("vda", disk.bytes.length, null);
            twice.write(0, disk.chunk(0));
            twice.write(0, disk.chunk(0));
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(twice::finish);
        }
        try (PointWriter writer = vault.store.newPoint(TestVault.ITEM)) {
            writer.disk("vda", 10 * CHUNK, null).write(7, disk.chunk(0));
            DiskWriter again = writer.disk("vda", disk.bytes.length, null);
            disk.writeAll(again);
            again.finish();
            assertThat(vault.restore(writer.commitManifest(TestVault.details())))
                    .isEqualTo(disk.bytes);
        }
    }
}
