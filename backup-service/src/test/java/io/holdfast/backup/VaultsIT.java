package io.holdfast.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.backup.BackupEndpoints;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.protection.Consistency;
import io.holdfast.contracts.protection.RecoveryPoint;
import io.holdfast.contracts.protection.StoreKind;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.contracts.protection.VaultLocation;
import io.holdfast.fabric.Extents;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.ServiceHarness;
import io.holdfast.platform.testing.TestDatabase;
import io.holdfast.store.MasterKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vaults and keys that are not where they should be, or not whole. */
@ExtendWith(PostgresExtension.class)
class VaultsIT {
    private static final int MIB = 1 << 20;

    private World world;
    private UUID item;
    private RecoveryPoint point;
    private Path key;

    @BeforeEach
    void start(TestDatabase database, @TempDir Path folder) {
        world = World.of(database, folder).auditing(0).start(1);
        key = folder.resolve("master.key");
        item = machine("web1");
        point = world.point(world.backUp(item));
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_vault_that_is_not_mounted_is_not_made_anew(boolean restart) throws IOException {
        UUID newcomer = machine("web2");
        Path away = move(world.vaults.resolve(world.vault.id().toString()));
        if (restart) {
            world.stopMovers();
            world.start(1);
        }

        assertFailed(world.backUp(newcomer), "VaultUnavailable");
        assertFailed(world.backUp(item), "VaultUnavailable");
        assertThat(World.files(world.vaults, "")).isEmpty();

        Files.move(away, world.vaults.resolve(world.vault.id().toString()));
        world.point(world.backUp(newcomer));
        assertThat(world.restore(point, World.disks("back")).status()).isEqualTo(JobStatus.Completed);
    }

    @Test
    void another_key_than_the_vaults_is_told_apart_from_damage_and_harms_nothing() throws IOException {
        world.stopMovers();
        Path right = move(key);
        MasterKey.createFile(key);
        world.start(1);

        assertFailed(world.backUp(item), "WrongKey");
        assertFailed(world.restore(point, World.disks("locked")), "WrongKey");

        world.stopMovers();
        Files.delete(key);
        Files.move(right, key);
        world.start(1);
        assertThat(world.restore(point, World.disks("unlocked")).status()).isEqualTo(JobStatus.Completed);
    }

    @Test
    void no_new_master_key_takes_the_place_of_one_that_vaults_need() throws IOException {
        world.stopMovers();
        Path right = move(key);
        move(world.vaults.resolve(world.vault.id().toString())); // the catalogue's only vault has to be made
        world.protection.forget(point.id());
        Files.createDirectories(world.vaults.resolve("nested"));
        Files.move(
                world.vaults.resolveSibling(world.vault.id() + ".away"),
                world.vaults.resolve("nested").resolve("other"));
        world.start(1);

        assertFailed(world.backUp(item), "WrongKey");
        assertThat(key).doesNotExist();

        Files.move(right, key);
        world.point(world.backUp(item));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8})
    void a_last_point_whose_block_map_is_damaged_is_not_built_upon(int auditSamples) throws IOException {
        world.stopMovers();
        world.auditing(auditSamples);
        for (Path pack : World.files(world.vaults, ".pack")) {
            byte[] bytes = Files.readAllBytes(pack);
            if (new String(bytes, 9, 1, StandardCharsets.US_ASCII).equals("M")) {
                bytes[100] ^= 1;
                Files.write(pack, bytes);
            }
        }
        Images.fill(image("web1"), 0, 1000, 3);
        world.hooks.claimedChanges =
                Extents.builder().add(0, world.vault.chunkSize()).build();
        world.start(1);

        RecoveryPoint next = world.point(world.backUp(item));

        assertThat(next.whyFull()).isEqualTo(DiskReading.LAST_UNREADABLE);
        assertThat(world.restore(next, World.disks("whole")).status()).isEqualTo(JobStatus.Completed);
        assertThat(Images.sha256(world.restored.resolve("whole/disk0.raw"))).isEqualTo(Images.sha256(image("web1")));
    }

    @Test
    void the_files_of_a_deleted_vault_are_removed_but_not_those_of_another_or_of_somebody_else() throws IOException {
        Path folder = world.vaults.resolve(world.vault.id().toString());
        Path foreign = Files.writeString(folder.resolve("packs/notes.txt"), "mine");
        remove(at(UUID.randomUUID(), folder.getFileName().toString()));
        assertThatThrownBy(() -> remove(world.vault)).hasMessageContaining("unknown recovery points");
        assertThat(world.restore(point, World.disks("whole")).status()).isEqualTo(JobStatus.Completed);
        world.deleteData(item, null);

        remove(world.vault);
        remove(world.vault);

        assertThat(World.files(world.vaults, "")).containsExactly(foreign);
        assertThat(folder.resolve("points")).doesNotExist();
        Files.delete(foreign);
        remove(world.vault);
        assertThat(folder).doesNotExist();
        assertThat(world.vaults).isDirectory();
    }

    private void remove(Vault vault) {
        ServiceHarness.await(world.bus.call(BackupEndpoints.REMOVE_VAULT, vault, Caller.service("test")));
    }

    private Vault at(UUID id, String path) {
        Vault vault = world.vault;
        return new Vault(
                vault.name(),
                id,
                vault.region(),
                vault.type(),
                vault.encryption(),
                vault.chunkSize(),
                new VaultLocation(StoreKind.Directory, path),
                vault.createdAt(),
                vault.version());
    }

    @Test
    void a_point_says_for_how_long_the_machine_was_frozen() throws IOException {
        Path yaml = image("web1").resolveSibling("machine.yaml");
        Files.writeString(
                yaml,
                Files.readString(yaml).replace("\"Off\"", "Running")
                        + "freeze:\n  command: [\"sleep\", \"0.02\"]\nthaw:\n  command: [\"true\"]\n");

        Job job = world.backUp(item);

        RecoveryPoint frozen = world.point(job);
        assertThat(frozen.freezeMillis()).isBetween(20L, 10_000L);
        assertThat(frozen.consistency()).isEqualTo(Consistency.FileSystem);
        assertThat(((Number) job.result().get("freezeMillis")).longValue()).isEqualTo(frozen.freezeMillis());
    }

    private UUID machine(String name) {
        UUID machine = world.protect(Images.machine(world.machines, "rack1", name, 4 * MIB), "rack1", name);
        Images.fill(image(name), 0, 2 * MIB, name.hashCode());
        return machine;
    }

    private Path image(String name) {
        return world.machines.resolve("rack1").resolve(name).resolve("disk0.raw");
    }

    /** Out of the way, beside the vaults. */
    private Path move(Path path) throws IOException {
        return Files.move(path, world.vaults.resolveSibling(path.getFileName() + ".away"));
    }

    private static void assertFailed(Job job, String code) {
        assertThat(job.status()).isEqualTo(JobStatus.Failed);
        assertThat(job.error().code()).isEqualTo(code);
    }
}
