package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A vault's whole life in a bucket. */
@Timeout(300)
class S3VaultIT {
    private static final int CHUNK = TestDisk.CHUNK;

    @TempDir
    Path spool;

    private FaultyWire wire;
    private S3Backend backend;

    @BeforeEach
    void open() throws IOException {
        wire = new FaultyWire(S3Server.endpoint());
        backend = new S3Backend(
                S3Server.settings(wire.endpoint(), S3Server.newBucket(), "vault/", spool), S3BackendIT.SHORT, 5 << 20);
    }

    @AfterEach
    void close() throws IOException {
        backend.close();
        wire.close();
    }

    private void aWholeLife() throws InterruptedException {
        TestDisk disk = TestDisk.random(1, 120 * CHUNK + 17); // its pack goes in parts
        TestDisk changed = disk.copy();
        changed.fill(2, 77);
        changed.zero(50);
        PointManifest first;
        PointManifest second;
        try (TestVault vault = TestVault.create(backend)) {
            first = vault.backUp(disk);
            second = vault.backUp(TestVault.ITEM, changed, first, disk);
            assertThat(second.bytes().stored()).isLessThan(3 * CHUNK);
        }

        try (TestVault vault = TestVault.open(backend)) {
            assertThat(vault.restore(first)).isEqualTo(disk.bytes);
            assertThat(vault.restore(second)).isEqualTo(changed.bytes);
            for (StoredPack pack : vault.store.packs()) {
                assertThat(vault.store.verify(pack.name(), true, () -> {})).isNull();
            }
            assertThat(vault.store.deletePoint(first.itemId(), first.pointId())).isTrue();
            PointManifest other = vault.backUp(new UUID(9, 9), TestDisk.random(5, 3 * CHUNK), null, null);
            assertThat(vault.store.deletePoint(other.itemId(), other.pointId())).isTrue();
            PruneReport report =
                    vault.store.prune(new MemoryLedger().turn(() -> {}, point -> true, step -> {}), () -> {});
            assertThat(report.deletedPacks()).isPositive();
            assertThat(vault.restore(second)).isEqualTo(changed.bytes);
        }

        try (TestVault vault = TestVault.open(backend)) {
            assertThat(vault.store.points().points()).containsExactly(second);
            assertThat(vault.restore(second)).isEqualTo(changed.bytes);
            VaultStore.delete(backend);
        }
        assertThat(backend.list("")).isEmpty();
    }

    @Test
    void machines_are_backed_up_restored_verified_and_pruned_in_a_bucket() throws InterruptedException {
        aWholeLife();

        assertThat(wire.requests("^PUT .*partNumber=")).isPositive();
    }

    @RepeatedTest(3)
    void a_network_and_a_server_that_fail_now_and_then_change_nothing() throws InterruptedException {
        long seed = Long.getLong("holdfast.seed", System.nanoTime());
        System.out.println("S3VaultIT: seed " + seed);
        Random random = new Random(seed);
        Set<String> failed = new HashSet<>();
        wire.onRequest(request -> {
            synchronized (random) {
                // not the same request twice: so bad that attempts are used up is another test
                if (random.nextInt(3) != 0 || !failed.add(request.replaceFirst("uploadId=.*", ""))) {
                    return null;
                }
                return switch (random.nextInt(4)) {
                    case 0 -> FaultyWire.Answer.error(500, "InternalError");
                    case 1 -> FaultyWire.Answer.error(503, "SlowDown");
                    case 2 -> new FaultyWire.LoseAnswer();
                    default -> new FaultyWire.CutAnswer(random.nextInt(1000));
                };
            }
        });

        aWholeLife();

        assertThat(failed).as("seed %d", seed).isNotEmpty();
    }
}
