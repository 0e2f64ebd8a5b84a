package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Storage that fails at every single operation of a prune in turn. */
@Timeout(120)
class PruneCrashTest {
    private static final int CHUNK = TestDisk.CHUNK;

    @ParameterizedTest
    @EnumSource(FaultyBackend.Fault.class)
    void a_failure_anywhere_in_a_prune_harms_no_point_and_the_next_one_ends_its_work(FaultyBackend.Fault fault)
            throws InterruptedException {
        TestDisk first = TestDisk.random(1, 6 * CHUNK);
        TestDisk second = first.copy();
        for (int chunk = 0; chunk < 5; chunk++) {
            second.fill(chunk, 100 + chunk); // of what the first stored one chunk stays needed: it is stored anew
        }
        int step = 0;
        for (boolean reached = true; reached; step++) {
            MemoryBackend real = new MemoryBackend();
            FaultyBackend faulty = new FaultyBackend(real);
            MemoryLedger ledger = new MemoryLedger();
            PointManifest stays;
            try (TestVault vault = TestVault.create(faulty)) {
                PointManifest gone = vault.backUp(first);
                stays = vault.backUp(TestVault.ITEM, second, gone, first);
                vault.store.deletePoint(gone.itemId(), gone.pointId());
                faulty.failAt(step, fault, true);
                try {
                    prune(vault, ledger);
                } catch (StoreException e) {
                    assertThat(e.code()).isEqualTo(fault == FaultyBackend.Fault.NoSpace ? "NoSpace" : "Io");
                }
                reached = faulty.hasFailed();
            }
            assertThat(faulty.openUploads()).as("step %d", step).isZero();
            try (TestVault again = TestVault.open(real)) {
                assertThat(again.restore(stays)).as("step %d", step).isEqualTo(second.bytes);
                prune(again, ledger);
                prune(again, ledger);
                assertThat(again.restore(stays)).as("step %d", step).isEqualTo(second.bytes);
                assertThat(ledger.condemned()).isEmpty();
                assertThat(ledger.doomed()).isEmpty();
            }
            long bytes =
                    real.list(Keys.PACKS).stream().mapToLong(StoredObject::size).sum();
            assertThat(bytes).as("step %d", step).isBetween(6L * CHUNK, 7L * CHUNK + 2 * Page.LENGTH);
        }
        assertThat(step).isGreaterThan(40);
    }

    private static void prune(TestVault vault, MemoryLedger ledger) {
        PruneReport report = vault.store.prune(ledger.turn(() -> {}, key -> true, x -> {}), () -> {});
        assertThat(report.lostChunks()).isZero();
    }
}
