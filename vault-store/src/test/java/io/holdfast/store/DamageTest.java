package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that are not what was written: found out, and said with the object's name. */
@Timeout(60)
class DamageTest {
    private static final int CHUNK = TestDisk.CHUNK;

    private final MemoryBackend backend = new MemoryBackend();
    private final TestDisk disk = TestDisk.random(1, 6 * CHUNK);

    private PointManifest backUp(boolean encrypted) throws InterruptedException {
        try (TestVault vault = TestVault.create(backend, encrypted)) {
            return vault.backUp(disk);
        }
    }

    private byte[] restore(PointManifest point) throws InterruptedException {
        try (VaultStore store = VaultStore.open(backend, TestVault.KEY)) {
            return TestDisk.restore(store.openPoint(point.itemId(), point.pointId()), "vda");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void one_flipped_bit_in_a_chunk_is_found_and_the_pack_named(boolean encrypted) throws InterruptedException {
        PointManifest point = backUp(encrypted);
        for (StoredObject pack : backend.list("packs/")) {
            byte[] good = backend.readAll(pack.key(), 1 << 30);
            byte[] bad = good.clone();
            bad[FileHeader.LENGTH + 100] ^= 4;
            backend.overwrite(pack.key(), bad);

            assertThatExceptionOfType(StoreException.Damaged.class)
                    .isThrownBy(() -> restore(point))
                    .satisfies(e -> assertThat(e.object()).isEqualTo(pack.key()));
            backend.overwrite(pack.key(), good);
        }
        assertThat(restore(point)).isEqualTo(disk.bytes);
    }

    @Test
    void a_missing_or_shortened_pack_is_damage_that_names_it() throws InterruptedException {
        PointManifest point = backUp(true);
        for (StoredObject pack : backend.list("packs/")) {
            byte[] good = backend.readAll(pack.key(), 1 << 30);
            backend.overwrite(pack.key(), Arrays.copyOf(good, FileHeader.LENGTH + 10));
            assertThatExceptionOfType(StoreException.Damaged.class)
                    .isThrownBy(() -> restore(point))
                    .satisfies(e -> assertThat(e.object()).isEqualTo(pack.key()));
            backend.delete(pack.key());
            assertThatExceptionOfType(StoreException.Damaged.class)
                    .isThrownBy(() -> restore(point))
                    .satisfies(e -> assertThat(e.object()).isEqualTo(pack.key()));
            backend.overwrite(pack.key(), good);
        }
    }

    @Test
    void a_vault_whose_index_is_damaged_or_gone_is_read_through_its_packs_and_goes_on() throws InterruptedException {
        PointManifest point = backUp(true);
        String segment = backend.list("index/").get(0).key();
        byte[] good = backend.readAll(segment, 1 << 20);
        byte[] bad = good.clone();
        bad[FileHeader.LENGTH + 40] ^= 1;
        backend.put("index/readme.txt", new byte[1]); // a foreign file
        for (byte[] damage : new byte[][] {bad, new byte[0], null}) {
            if (damage == null) {
                backend.delete(segment);
            } else {
                backend.overwrite(segment, damage);
            }

            assertThat(restore(point)).isEqualTo(disk.bytes);
            try (TestVault vault = TestVault.open(backend)) {
                TestDisk next = disk.copy();
                next.fill(1, 9);
                PointManifest after = vault.backUp(TestVault.ITEM, next, point, disk);
                assertThat(vault.restore(after)).isEqualTo(next.bytes);
                assertThat(vault.restore(point)).isEqualTo(disk.bytes);
            }
        }
    }

    @Test
    void packs_that_no_index_names_are_read_but_not_relied_on_for_new_points() throws InterruptedException {
        PointManifest point = backUp(true);
        backend.delete(backend.list("index/").get(0).key());

        try (TestVault vault = TestVault.open(backend)) {
            assertThat(vault.restore(point)).isEqualTo(disk.bytes);
            PointManifest again = vault.backUp(disk);

            assertThat(again.bytes().fresh()).isEqualTo(disk.bytes.length);
            assertThat(backend.list("index/")).hasSize(1);
        }
        assertThat(restore(point)).isEqualTo(disk.bytes);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_a_lost_or_cut_off_pack_held_is_stored_again_and_its_points_heal(boolean lost)
            throws InterruptedException {
        PointManifest point = backUp(true);
        for (StoredObject pack : backend.list("packs/")) {
            if (lost) {
                backend.delete(pack.key());
            } else {
                backend.overwrite(pack.key(), Arrays.copyOf(backend.readAll(pack.key(), 1 << 30), 1000));
            }
        }

        PointManifest again;
        try (TestVault vault = TestVault.open(backend)) {
            again = vault.backUp(disk);
        }

        assertThat(again.bytes().fresh()).isEqualTo(disk.bytes.length);
        assertThat(restore(again)).isEqualTo(disk.bytes);
        assertThat(restore(point)).isEqualTo(disk.bytes);
    }

    @Test
    void a_pack_that_was_read_wrong_is_not_relied_on_for_new_points_and_its_points_heal() throws InterruptedException {
        PointManifest point = backUp(true);
        for (StoredObject pack : backend.list("packs/")) {
            byte[] bad = backend.readAll(pack.key(), 1 << 30);
            bad[FileHeader.LENGTH + 100] ^= 4;
            backend.overwrite(pack.key(), bad);
        }
        PointManifest again;
        try (TestVault vault = TestVault.open(backend)) {
            assertThatExceptionOfType(StoreException.Damaged.class).isThrownBy(() -> vault.restore(point));
            again = vault.backUp(disk); // the page is found wrong here, the chunks by the next restore
            assertThatExceptionOfType(StoreException.Damaged.class).isThrownBy(() -> vault.restore(again));

            PointManifest healed = vault.backUp(disk);

            assertThat(vault.restore(healed)).isEqualTo(disk.bytes);
        }
        assertThat(restore(point)).isEqualTo(disk.bytes);
        assertThat(restore(again)).isEqualTo(disk.bytes);
    }

    @Test
    void a_search_through_the_packs_that_the_storage_cut_short_is_done_again() throws InterruptedException {
        PointManifest point = backUp(true);
        backend.delete(backend.list("index/").get(0).key());
        FaultyBackend faulty = new FaultyBackend(backend);
        try (TestVault vault = TestVault.open(faulty)) {
            faulty.onRead("packs/", bytes -> {
                throw new StoreException.Io("the cable is out", null);
            });
            assertThatExceptionOfType(StoreException.Io.class).isThrownBy(() -> vault.restore(point));
            faulty.heal();

            assertThat(vault.restore(point)).isEqualTo(disk.bytes);
        }
    }

    @Test
    void nothing_is_written_to_a_place_that_does_not_hold_the_vault_any_more() throws InterruptedException {
        try (TestVault vault = TestVault.create(backend)) {
            PointWriter begunBefore = vault.store.newPoint(TestVault.ITEM);
            disk.writeAll(begunBefore.disk("vda", disk.bytes.length, null));
            backend.list("").forEach(object -> backend.delete(object.key()));

            assertThatExceptionOfType(StoreException.NotAVault.class)
                    .isThrownBy(() -> vault.store.newPoint(TestVault.ITEM));
            assertThat(backend.list("")).isEmpty();
            try (begunBefore) {
                DiskWriter writer = begunBefore.disk("vda", disk.bytes.length, null);
                disk.writeAll(writer);
                writer.finish();
                assertThatExceptionOfType(StoreException.NotAVault.class)
                        .isThrownBy(() -> begunBefore.commitManifest(TestVault.details()));
            }
            assertThat(backend.list("points/")).isEmpty();
        }
    }

    @Test
    void a_key_slot_of_wrong_lengths_is_damage() throws InterruptedException {
        backUp(true);
        String text = new String(backend.readAll(Keys.VAULT, 1 << 20), StandardCharsets.UTF_8);
        backend.overwrite(
                Keys.VAULT,
                text.replaceFirst("\"salt\" : \"[0-9a-f]+\"", "\"salt\" : \"\"").getBytes(StandardCharsets.UTF_8));

        assertThatExceptionOfType(StoreException.Damaged.class)
                .isThrownBy(() -> VaultStore.open(backend, TestVault.KEY));
    }

    @Test
    void a_short_read_is_never_taken_for_data() throws InterruptedException {
        PointManifest point = backUp(true);
        FaultyBackend faulty = new FaultyBackend(backend);
        faulty.onRead("packs/", bytes -> Arrays.copyOf(bytes, bytes.length - 1));

        try (TestVault vault = TestVault.open(faulty)) {
            assertThatExceptionOfType(StoreException.Damaged.class).isThrownBy(() -> vault.restore(point));
        }
    }

    @Test
    void one_bad_manifest_does_not_hide_the_others() throws InterruptedException {
        try (TestVault vault = TestVault.create(backend)) {
            PointManifest good = vault.backUp(disk);
            PointManifest bad = vault.backUp(disk);
            backend.overwrite(Keys.point(bad.itemId(), bad.pointId()), new byte[100]);
            backend.put("points/notes.txt", new byte[1]);

            PointListing listing = vault.store.points();

            assertThat(listing.points()).containsExactly(good);
            assertThat(listing.unreadable()).hasSize(1);
            assertThat(listing.unreadable().get(0))
                    .hasMessageContaining(bad.pointId().toString());
        }
    }

    @Test
    void a_manifest_does_not_pass_for_another_points() throws InterruptedException {
        try (TestVault vault = TestVault.create(backend)) {
            PointManifest one = vault.backUp(disk);
            PointManifest two = vault.backUp(disk);
            byte[] swapped = backend.readAll(Keys.point(one.itemId(), one.pointId()), 1 << 20);
            backend.overwrite(Keys.point(two.itemId(), two.pointId()), swapped);

            assertThatExceptionOfType(StoreException.Damaged.class).isThrownBy(() -> vault.open(two));
        }
    }

    @Test
    void a_pack_is_named_by_the_hash_of_its_bytes() throws InterruptedException {
        backUp(true);
        for (StoredObject pack : backend.list("packs/")) {
            byte[] hash = Crypto.sha256().digest(backend.readAll(pack.key(), 1 << 30));
            assertThat(pack.key()).endsWith("/" + HexFormat.of().formatHex(hash) + ".pack");
        }
    }

    @Test
    void the_wrong_key_or_none_is_told_apart_from_damage() throws InterruptedException {
        backUp(true);

        assertThatExceptionOfType(StoreException.WrongKey.class)
                .isThrownBy(() -> VaultStore.open(backend, MasterKey.generate()));
        assertThatExceptionOfType(StoreException.WrongKey.class).isThrownBy(() -> VaultStore.open(backend, null));
    }

    private void editVaultFile(String from, String to) {
        String text = new String(backend.readAll(Keys.VAULT, 1 << 20), StandardCharsets.UTF_8);
        assertThat(text).contains(from);
        backend.overwrite(Keys.VAULT, text.replace(from, to).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void settings_that_somebody_edited_are_found_out() throws InterruptedException {
        backUp(true);
        editVaultFile("65536", "131072");

        assertThatExceptionOfType(StoreException.Damaged.class)
                .isThrownBy(() -> VaultStore.open(backend, TestVault.KEY))
                .satisfies(e -> assertThat(e.object()).isEqualTo("vault.json"));
    }

    @Test
    void a_newer_format_asks_for_an_upgrade() throws InterruptedException {
        backUp(true);
        editVaultFile("\"format\" : 1", "\"format\" : 2");

        assertThatExceptionOfType(StoreException.NewerFormat.class)
                .isThrownBy(() -> VaultStore.open(backend, TestVault.KEY))
                .satisfies(e -> assertThat(e.whatToDo()).contains("Upgrade"));
    }

    @Test
    void an_empty_place_is_no_vault() {
        assertThatExceptionOfType(StoreException.NotAVault.class)
                .isThrownBy(() -> VaultStore.open(backend, TestVault.KEY));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatever_is_done_to_any_object_the_answer_is_right_or_a_typed_error(boolean encrypted)
            throws InterruptedException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        PointManifest point = backUp(encrypted);
        for (StoredObject object : backend.list("")) {
            byte[] good = backend.readAll(object.key(), 1 << 30);
            for (int round = 0; round < 60; round++) {
                byte[] bad = mutate(good, random);
                backend.overwrite(object.key(), bad);
                try {
                    assertThat(restore(point)).as("seed %d", seed).isEqualTo(disk.bytes);
                } catch (StoreException expected) {
                    assertThat(expected.code()).isNotEqualTo("Io");
                } catch (RuntimeException e) {
                    fail("seed " + seed + ", " + object.key() + ", round " + round, e);
                }
                if (object.key().startsWith("packs/")) {
                    checkDirectory(object.key(), encrypted, good, bad, seed);
                }
            }
            backend.overwrite(object.key(), good);
        }
    }

    private void checkDirectory(String key, boolean encrypted, byte[] good, byte[] bad, long seed) {
        VaultKeys keys = VaultFile.load(backend).unlock(encrypted ? TestVault.KEY : null);
        String name = key.substring("packs/ab/".length()).replace(".pack", "");
        try {
            PackFile.read(backend, name, keys);
            int end = Math.min(good.length, bad.length);
            assertThat(Arrays.equals(good, 0, FileHeader.LENGTH, bad, 0, FileHeader.LENGTH) && end == good.length)
                    .as("seed %d", seed)
                    .isTrue();
        } catch (StoreException.Damaged | StoreException.NewerFormat expected) {
            assertThat(expected).hasMessageContaining(key);
        }
    }

    private static byte[] mutate(byte[] good, Random random) {
        byte[] bad = good.clone();
        switch (random.nextInt(6)) {
            case 0 -> bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bad = Arrays.copyOf(bad, random.nextInt(bad.length));
            case 2 -> bad = Arrays.copyOf(bad, bad.length + 1 + random.nextInt(100));
            case 3 -> random.nextBytes(bad);
            case 4 -> bad[random.nextInt(Math.min(bad.length, 64))] = (byte) random.nextInt();
            default -> bad[bad.length - 1 - random.nextInt(Math.min(bad.length, 64))] = (byte) random.nextInt();
        }
        return bad;
    }
}
