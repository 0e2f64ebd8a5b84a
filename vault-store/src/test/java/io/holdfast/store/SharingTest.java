package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several writers of one vault. */
@Timeout(30)
class SharingTest {
    private static final int CHUNK = TestDisk.CHUNK;
    private static final UUID OTHER = new UUID(1, 2);

    private final MemoryBackend backend = new MemoryBackend();
    private final TestVault vault = TestVault.create(backend);

    @AfterEach
    void close() {
        vault.close();
    }

    private List<ChunkId> storedChunks() {
        List<ChunkId> ids = new ArrayList<>();
        for (StoredObject object : backend.list("packs/")) {
            String name = object.key().substring("packs/ab/".length()).replace(".pack", "");
            PackFile.read(backend, name, vault.store.keys()).entries().forEach(entry -> ids.add(entry.id()));
        }
        return ids;
    }

    @Test
    void content_that_another_item_has_is_not_stored_again() throws InterruptedException {
        TestDisk disk = TestDisk.random(1, 20 * CHUNK);
        vault.backUp(disk);
        long chunks = storedChunks().size();

        PointManifest other = vault.backUp(OTHER, disk, null, null);

        assertThat(storedChunks()).hasSize((int) chunks);
        assertThat(other.bytes().fresh()).isZero();
        assertThat(vault.restore(other)).isEqualTo(disk.bytes);
    }

    @Test
    void writers_at_the_same_time_store_each_chunk_once() throws Exception {
        TestDisk disk = TestDisk.random(1, 100 * CHUNK);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<PointManifest>> backups = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                UUID item = new UUID(3, i);
                backups.add(() -> vault.backUp(item, disk, null, null));
            }
            List<Future<PointManifest>> points = threads.invokeAll(backups);

            try (TestVault again = TestVault.open(backend)) {
                for (Future<PointManifest> point : points) {
                    assertThat(again.restore(point.get())).isEqualTo(disk.bytes);
                }
            }
            List<ChunkId> ids = storedChunks();
            assertThat(ids).hasSize(new HashSet<>(ids).size()).hasSize(101);
        } finally {
            threads.shutdownNow();
        }
    }

    private DiskWriter write(PointWriter writer, TestDisk disk) throws InterruptedException {
        DiskWriter out = writer.disk("vda", disk.bytes.length, null);
        disk.writeAll(out);
        out.finish();
        return out;
    }

    @Test
    void a_point_survives_that_another_backup_which_it_shares_chunks_with_is_given_up() throws InterruptedException {
        TestDisk disk = TestDisk.random(1, 10 * CHUNK);
        PointWriter given = vault.store.newPoint(TestVault.ITEM);
        write(given, disk);
        try (PointWriter kept = vault.store.newPoint(OTHER)) {
            write(kept, disk);
            given.abort();
            PointManifest point = kept.commitManifest(TestVault.details());

            try (TestVault again = TestVault.open(backend)) {
                assertThat(again.restore(point)).isEqualTo(disk.bytes);
                assertThat(again.store.points().points()).containsExactly(point);
            }
        }
    }

    @Test
    void a_point_that_commits_first_needs_nothing_of_the_backup_it_shares_chunks_with() throws InterruptedException {
        TestDisk disk = TestDisk.random(1, 10 * CHUNK);
        PointWriter slow = vault.store.newPoint(TestVault.ITEM);
        write(slow, disk);
        PointManifest quick = vault.backUp(OTHER, disk, null, null);

        try (TestVault again = TestVault.open(backend)) {
            assertThat(again.restore(quick)).isEqualTo(disk.bytes);
        }
        PointManifest late = slow.commitManifest(TestVault.details());
        try (TestVault again = TestVault.open(backend)) {
            assertThat(again.restore(late)).isEqualTo(disk.bytes);
        }
    }

    @Test
    void a_backup_that_is_given_up_leaves_nothing() throws InterruptedException {
        List<StoredObject> before = backend.list("");
        PointWriter writer = vault.store.newPoint(TestVault.ITEM);
        write(writer, TestDisk.random(1, 1100 * CHUNK)); // one whole pack, and some
        assertThat(backend.list("packs/")).isNotEmpty();

        writer.abort();

        assertThat(backend.list("")).isEqualTo(before);
        TestDisk disk = TestDisk.random(1, 20 * CHUNK);
        assertThat(vault.restore(vault.backUp(disk))).isEqualTo(disk.bytes);
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> writer.disk("vdb", 1, null));
    }

    @Test
    void another_process_sees_new_chunks_and_readers_look_again_for_what_they_miss() throws InterruptedException {
        TestDisk disk = TestDisk.random(1, 10 * CHUNK);
        try (TestVault other = TestVault.open(backend)) {
            PointManifest point = vault.backUp(disk);

            assertThat(other.restore(point)).isEqualTo(disk.bytes);
            assertThat(other.backUp(disk).bytes().fresh()).isZero();
        }
    }

    @Test
    void a_chunk_whose_write_failed_halfway_does_not_shift_those_that_come_after_it() {
        FaultyBackend faulty = new FaultyBackend(new MemoryBackend());
        try (TestVault other = TestVault.create(faulty)) {
            SessionPacks packs = new SessionPacks(other.store, Set.of());
            PackStream stream = packs.stream(FileHeader.Kind.DataPack);
            store(other.store, packs, stream, 1);
            faulty.failAt(0, FaultyBackend.Fault.ErrorAfter, false);
            assertThatExceptionOfType(StoreException.Io.class).isThrownBy(() -> store(other.store, packs, stream, 2));
            ChunkId next = store(other.store, packs, stream, 3);
            stream.completeOpen();

            byte[] read = new byte[CHUNK];
            other.store.chunks().read(next, read);
            assertThat(read).isEqualTo(TestDisk.random(3, CHUNK).bytes);
            packs.abandon(List.of(stream));
            assertThat(faulty.openUploads()).isZero();
        }
    }

    private static ChunkId store(VaultStore store, SessionPacks packs, PackStream stream, long seed) {
        byte[] plain = TestDisk.random(seed, CHUNK).bytes;
        return store.coders().with(coder -> {
            ChunkId id = coder.id(plain, CHUNK);
            store.inFlight()
                    .storeOnce(id, packs, () -> stream.append(packs, coder, id, coder.compress(plain, CHUNK), CHUNK));
            return id;
        });
    }

    @Test
    void a_backup_that_ends_while_another_begins_is_not_taken_for_one_that_was_pruned() throws InterruptedException {
        FaultyBackend faulty = new FaultyBackend(new MemoryBackend());
        TestDisk disk = TestDisk.random(1, 4 * CHUNK);
        try (TestVault other = TestVault.create(faulty);
                PointWriter ending = other.store.newPoint(TestVault.ITEM)) {
            write(ending, disk);
            faulty.afterNextList(() -> ending.commitManifest(TestVault.details()));
            try (PointWriter beginning = other.store.newPoint(OTHER)) {
                DiskWriter out = write(beginning, disk);

                assertThat(out.counts().fresh()).isZero();
            }
        }
    }

    @Test
    void a_point_whose_disks_are_not_finished_cannot_be_committed() {
        try (PointWriter writer = vault.store.newPoint(TestVault.ITEM)) {
            writer.disk("vda", 1, null);
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> writer.commitManifest(TestVault.details()))
                    .withMessageContaining("vda");
        }
    }
}
