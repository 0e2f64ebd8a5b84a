package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Storage that fails at every single operation of a backup in turn. */
@Timeout(60)
class CrashTest {
    private static final int CHUNK = TestDisk.CHUNK;

    @ParameterizedTest
    @EnumSource(FaultyBackend.Fault.class)
    void a_failure_anywhere_leaves_the_old_points_and_either_the_new_one_or_none(FaultyBackend.Fault fault)
            throws InterruptedException {
        TestDisk first = TestDisk.random(1, 5 * CHUNK);
        TestDisk second = first.copy();
        second.fill(2, 77);
        int committed = 0;
        int step = 0;
        for (boolean reached = true; reached; step++) {
            MemoryBackend real = new MemoryBackend();
            FaultyBackend faulty = new FaultyBackend(real);
            PointManifest base;
            try (TestVault vault = TestVault.create(faulty)) {
                base = vault.backUp(first);
                // odd steps: the storage stays away, so that the clean-up fails too, as when the process dies
                faulty.failAt(step / 2, fault, step % 2 == 1);
                try {
                    vault.backUp(TestVault.ITEM, second, base, first);
                } catch (StoreException e) {
                    assertThat(e.code()).isEqualTo(fault == FaultyBackend.Fault.NoSpace ? "NoSpace" : "Io");
                }
                reached = faulty.hasFailed();
            }
            assertThat(faulty.openUploads()).as("step %d", step).isZero();
            committed += checkAfter(real, base, first, second);
        }
        assertThat(step).isGreaterThan(20);
        assertThat(committed).isPositive();
    }

    private static int checkAfter(MemoryBackend real, PointManifest base, TestDisk first, TestDisk second)
            throws InterruptedException {
        try (TestVault vault = TestVault.open(real)) {
            List<PointManifest> points = new ArrayList<>(vault.store.points().points());
            assertThat(points).contains(base);
            assertThat(vault.restore(base)).isEqualTo(first.bytes);
            points.remove(base);
            for (PointManifest point : points) {
                assertThat(vault.restore(point)).isEqualTo(second.bytes);
            }
            PointManifest next = vault.backUp(TestVault.ITEM, second, base, first);
            assertThat(vault.restore(next)).isEqualTo(second.bytes);
            return points.size();
        }
    }
}
