package io.holdfast.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.SubTaskStatus;
import io.holdfast.contracts.protection.Consistency;
import io.holdfast.contracts.protection.PointKind;
import io.holdfast.contracts.protection.RecoveryPoint;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(PostgresExtension.class)
class BackupAndRestoreIT {
    private static final int MIB = 1 << 20;

    private static World world;

    @BeforeAll
    static void start(TestDatabase database, @TempDir Path folder) {
        world = World.of(database, folder).start(1);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void a_machine_is_backed_up_changed_backed_up_again_and_each_point_restores_to_its_own_bytes() {
        UUID item = machine("web1", 8 * MIB, 3 * MIB + 12_345);
        Path first = image("web1", 0);
        Path second = image("web1", 1);
        Images.fill(first, 0, 4 * MIB, 1);
        Images.fill(second, MIB, 2 * MIB + 12_345, 2);
        List<String> before = hashes("web1");

        Job full = world.backUp(item);
        RecoveryPoint fullPoint = world.point(full);
        assertThat(full.status()).isEqualTo(JobStatus.Completed);
        assertThat(full.subTasks())
                .extracting(task -> task.name() + " " + task.status())
                .containsExactly(
                        "Take snapshot " + SubTaskStatus.Completed,
                        "Transfer data to vault " + SubTaskStatus.Completed,
                        "Commit recovery point " + SubTaskStatus.Completed);
        assertThat(fullPoint.kind()).isEqualTo(PointKind.Full);
        assertThat(fullPoint.whyFull()).isEqualTo(DiskReading.FIRST);
        assertThat(fullPoint.consistency()).isEqualTo(Consistency.Crash);
        assertThat(fullPoint.sizeBytes()).isEqualTo(11 * MIB + 12_345);
        assertThat(fullPoint.newBytes()).isBetween(6L * MIB, 7L * MIB);
        assertThat(full.result())
                .containsEntry("kind", "Full")
                .containsEntry("consistency", "crash")
                .containsKeys("bytesRead", "bytesNew", "bytesStored", "bottleneck", "recoveryPoint");
        assertThat(full.progress()).isNotNull();
        assertThat(full.progress().percent()).isEqualTo(100);

        Images.fill(first, 2 * MIB, 100_000, 3);
        List<String> after = hashes("web1");
        Job incremental = world.backUp(item);
        RecoveryPoint incrementalPoint = world.point(incremental);
        assertThat(incrementalPoint.kind()).isEqualTo(PointKind.Incremental);
        assertThat(incrementalPoint.whyFull()).isNotNull();
        assertThat(incrementalPoint.newBytes()).isLessThanOrEqualTo(192 << 10);
        assertThat(incrementalPoint.storedBytes()).isLessThan(MIB);

        assertThat(world.restore(incrementalPoint, World.newMachine("restored", "web1-new")))
                .matches(job -> job.status() == JobStatus.Completed, "completed");
        assertThat(hashes("restored", "web1-new")).isEqualTo(after);

        assertThat(world.restore(fullPoint, World.disks("rescue/web1")))
                .extracting(Job::status)
                .isEqualTo(JobStatus.Completed);
        assertThat(hashes(world.restored.resolve("rescue/web1"), "disk0.raw", "disk1.raw"))
                .isEqualTo(before);

        Job original = world.restore(fullPoint, World.original());
        assertThat(original.status()).as("%s", original.error()).isEqualTo(JobStatus.Completed);
        assertThat(original.result()).containsEntry("machine", item.toString()).containsKey("bytesWritten");
        assertThat(hashes("web1")).isEqualTo(before);
    }

    @Test
    void a_backup_of_a_machine_nobody_wrote_to_reads_next_to_nothing() {
        UUID item = machine("idle", 8 * MIB);
        Images.fill(image("idle", 0), 0, 8 * MIB, 4);
        world.point(world.backUp(item));

        RecoveryPoint again = world.point(world.backUp(item));

        assertThat(again.whyFull()).isNull();
        assertThat(again.readBytes()).as("only the audit's samples").isLessThanOrEqualTo(8L * (64 << 10));
        assertThat(again.newBytes()).isZero();
        assertThat(world.restore(again, World.newMachine("restored", "idle-new"))
                        .status())
                .isEqualTo(JobStatus.Completed);
        assertThat(hashes("restored", "idle-new")).isEqualTo(hashes("idle"));
    }

    @Test
    void disks_of_no_bytes_and_of_one_byte_come_back_as_they_were() throws IOException {
        UUID item = machine("tiny", 0, 1);

        RecoveryPoint point = world.point(world.backUp(item));
        assertThat(point.sizeBytes()).isEqualTo(1);
        world.point(world.backUp(item));

        assertThat(world.restore(point, World.newMachine("restored", "tiny-new"))
                        .status())
                .isEqualTo(JobStatus.Completed);
        assertThat(Files.size(restoredImage("restored", "tiny-new", 0))).isZero();
        assertThat(Files.size(restoredImage("restored", "tiny-new", 1))).isEqualTo(1);
    }

    @Test
    void a_sparse_disk_costs_what_it_holds_in_both_directions() throws IOException {
        UUID item = machine("sparse", 8L << 30);
        Images.fill(image("sparse", 0), 5L << 30, MIB, 5);

        RecoveryPoint point = world.point(world.backUp(item));
        assertThat(point.sizeBytes()).isEqualTo(8L << 30);
        assertThat(point.newBytes()).isLessThanOrEqualTo(2 * MIB);
        assertThat(point.storedBytes()).isLessThan(2 * MIB);

        Job restore = world.restore(point, World.newMachine("restored", "sparse-new"));
        assertThat(restore.status()).isEqualTo(JobStatus.Completed);
        Path image = restoredImage("restored", "sparse-new", 0);
        assertThat(Files.size(image)).isEqualTo(8L << 30);
        assertThat(((Number) restore.result().get("bytesWritten")).longValue()).isLessThan(8 * MIB);
    }

    @Test
    void deleting_a_point_leaves_the_others_and_deleting_an_item_leaves_nothing_of_it() {
        UUID item = machine("doomed", 2 * MIB);
        Images.fill(image("doomed", 0), 0, MIB, 6);
        RecoveryPoint first = world.point(world.backUp(item));
        Images.fill(image("doomed", 0), 0, MIB, 7);
        RecoveryPoint second = world.point(world.backUp(item));

        assertThat(world.deleteData(item, first.id()).status()).isEqualTo(JobStatus.Completed);
        assertThat(manifestsOf(item))
                .singleElement()
                .asString()
                .contains(second.id().toString());
        assertThat(world.restore(second, World.newMachine("restored", "doomed-new"))
                        .status())
                .isEqualTo(JobStatus.Completed);

        assertThat(world.deleteData(item, null).status()).isEqualTo(JobStatus.Completed);
        assertThat(manifestsOf(item)).isEmpty();
        assertThat(world.protection.hasItem(item)).isFalse();
    }

    @Test
    void the_master_key_is_made_for_the_first_vault_and_only_its_owner_can_read_it() throws IOException {
        UUID item = machine("first", MIB);
        world.point(world.backUp(item));

        Path key = world.vaults.resolveSibling("master.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
    }

    private static UUID machine(String name, long... sizes) {
        return world.protect(Images.machine(world.machines, "rack1", name, sizes), "rack1", name);
    }

    private static Path image(String name, int disk) {
        return world.machines.resolve("rack1").resolve(name).resolve(Images.disk(disk) + ".raw");
    }

    private static List<Path> manifestsOf(UUID item) {
        return world.manifests().stream()
                .filter(path -> path.toString().contains(item.toString()))
                .toList();
    }

    private static Path restoredImage(String cloudService, String name, int disk) {
        return World.files(world.machines.resolve(cloudService).resolve(name), ".raw").stream()
                .filter(path -> path.getFileName().toString().startsWith(Images.disk(disk)))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> hashes(String name) {
        return hashes("rack1", name);
    }

    private static List<String> hashes(String cloudService, String name) {
        return hashes(world.machines.resolve(cloudService).resolve(name), "disk0.raw", "disk1.raw");
    }

    private static List<String> hashes(Path folder, String... files) {
        return List.of(files).stream()
                .map(folder::resolve)
                .filter(Files::exists)
                .map(Images::sha256)
                .toList();
    }
}
