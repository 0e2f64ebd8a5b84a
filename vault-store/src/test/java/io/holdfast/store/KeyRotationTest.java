package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRotationTest {
    private static final MasterKey NEW = MasterKey.generate();

    private final MemoryBackend backend = new MemoryBackend();

    @Test
    void a_vault_is_opened_by_a_key_that_was_added_and_no_more_by_one_that_was_removed() throws InterruptedException {
        TestDisk disk = TestDisk.random(1, 3 * TestDisk.CHUNK);
        try (TestVault vault = TestVault.create(backend)) {
            PointManifest point = vault.backUp(disk);
            assertThat(VaultStore.addKey(backend, TestVault.KEY, NEW)).isTrue();
            assertThat(VaultStore.addKey(backend, TestVault.KEY, NEW))
                    .as("again")
                    .isFalse();
            assertThat(VaultStore.removeKey(backend, TestVault.KEY, NEW)).isTrue();
            assertThat(VaultStore.removeKey(backend, TestVault.KEY, NEW))
                    .as("again")
                    .isFalse();
            vault.backUp(disk); // who has it open goes on
            assertThatExceptionOfType(StoreException.WrongKey.class)
                    .isThrownBy(() -> VaultStore.open(backend, TestVault.KEY));
            try (VaultStore opened = VaultStore.open(backend, NEW)) {
                assertThat(TestDisk.restore(opened.openPoint(point.itemId(), point.pointId()), "vda"))
                        .isEqualTo(disk.bytes);
            }
        }
    }

    @Test
    void the_last_key_stays() {
        TestVault.create(backend).close();
        byte[] before = backend.readAll(Keys.VAULT, 10_000);
        assertThatExceptionOfType(StoreException.WrongKey.class)
                .isThrownBy(() -> VaultStore.removeKey(backend, TestVault.KEY, TestVault.KEY));
        assertThatExceptionOfType(StoreException.WrongKey.class)
                .isThrownBy(() -> VaultStore.removeKey(backend, TestVault.KEY, NEW));
        assertThatExceptionOfType(StoreException.WrongKey.class)
                .isThrownBy(() -> VaultStore.addKey(backend, NEW, MasterKey.generate()));
        assertThat(backend.readAll(Keys.VAULT, 10_000)).isEqualTo(before);
    }

    @Test
    void a_vault_without_encryption_has_no_keys() {
        TestVault.create(backend, false).close();
        assertThat(VaultStore.addKey(backend, TestVault.KEY, NEW)).isFalse();
    }

    @Test
    void a_failure_on_the_way_leaves_a_vault_that_one_of_the_keys_opens() {
        for (FaultyBackend.Fault fault : FaultyBackend.Fault.values()) {
            MemoryBackend real = new MemoryBackend();
            TestVault.create(real).close();
            FaultyBackend faulty = new FaultyBackend(real);
            boolean reached = true;
            for (int step = 0; reached; step++) {
                faulty.failAt(step, fault, true);
                try {
                    VaultStore.addKey(faulty, TestVault.KEY, NEW);
                } catch (StoreException e) {
                    assertThat(e).isNotInstanceOf(StoreException.WrongKey.class);
                }
                reached = faulty.hasFailed();
                VaultStore.open(real, TestVault.KEY).close();
            }
            VaultStore.open(real, NEW).close();
        }
    }

    @Test
    void a_key_is_typed_from_paper(@TempDir Path folder) throws IOException {
        String paper = NEW.toPaper();
        assertThat(paper.lines()).hasSize(4).allMatch(line -> line.matches("([0-9a-f]{4} ?){4}"));
        Path typed = Files.writeString(folder.resolve("typed.key"), "\n  " + paper.toUpperCase());
        assertThat(MasterKey.fromFile(typed).bytes()).isEqualTo(NEW.bytes());
    }
}
