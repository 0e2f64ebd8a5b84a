package io.holdfast.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.backup.HookedFabric.At;
import io.holdfast.contracts.Caller;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.backup.BackupEndpoints;
import io.holdfast.contracts.backup.CheckTarget;
import io.holdfast.contracts.backup.RestorePreview;
import io.holdfast.contracts.backup.RestoreTarget;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.protection.Consistency;
import io.holdfast.contracts.protection.PointContext;
import io.holdfast.contracts.protection.PointKind;
import io.holdfast.contracts.protection.RecoveryPoint;
import io.holdfast.fabric.Extents;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.ServiceHarness;
import io.holdfast.platform.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Machines, vaults and targets that are not what they should be: each ends in its own code, with nothing half done. */
@ExtendWith(PostgresExtension.class)
class FailuresIT {
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

    @AfterEach
    void nothing_is_left() {
        world.hooks.clear();
        assertThat(world.unfinishedWork()).isZero();
        assertThat(world.hooks.openSnapshots).hasValue(0);
        assertThat(world.hooks.openSessions).hasValue(0);
    }

    @Test
    void a_broken_machine_yaml() throws IOException {
        UUID item = machine("broken");
        String text = Files.readString(folder("broken").resolve("machine.yaml"));
        Files.writeString(folder("broken").resolve("machine.yaml"), text + "disks: again\n");

        assertFailed(world.backUp(item), "InvalidMachineManifest");
    }

    @Test
    void a_machine_yaml_that_points_outside_its_folder() throws IOException {
        UUID item = machine("outside");
        Path yaml = folder("outside").resolve("machine.yaml");
        Files.writeString(yaml, Files.readString(yaml).replace("disk0.raw", "../../../master.key"));

        assertFailed(world.backUp(item), "InvalidMachineManifest");
    }

    @Test
    void a_disk_that_is_missing() throws IOException {
        UUID item = machine("diskless");
        Files.delete(image("diskless"));

        assertFailed(world.backUp(item), "DiskMissing");
    }

    @Test
    void a_machine_that_is_gone() throws IOException {
        UUID item = machine("gone");
        World.files(folder("gone"), "").forEach(FailuresIT::delete);
        Files.delete(folder("gone"));

        assertFailed(world.backUp(item), "MachineNotFound");
    }

    @Test
    void a_disk_that_shrinks_while_it_is_read() {
        UUID item = machine("shrinking");
        Images.fill(image("shrinking"), 0, 4 * MIB, 1);
        world.hooks.on(At.Read, () -> truncate(image("shrinking"), MIB / 2));

        assertFailed(world.backUp(item), "DiskShrank");
        assertThat(world.protection.points(item)).isEmpty();
    }

    @Test
    void an_image_that_is_written_while_it_is_read_makes_a_point_with_a_warning() {
        UUID item = machine("busy");
        world.hooks.on(At.Finish, () -> Images.fill(image("busy"), 0, 4096, System.nanoTime()));

        Job job = world.backUp(item);

        assertThat(job.status()).isEqualTo(JobStatus.CompletedWithWarnings);
        assertThat(job.warnings()).singleElement().extracting(w -> w.code()).isEqualTo("ImageChanged");
        RecoveryPoint point = world.point(job);
        assertThat(point.warnings()).hasSize(1);
        assertThat(point.consistency()).isEqualTo(Consistency.Crash);
    }

    @Test
    void a_resized_disk_is_read_in_full_and_restores_with_its_new_size() {
        UUID item = machine("grown");
        Images.fill(image("grown"), 0, MIB, 3);
        world.point(world.backUp(item));
        Images.fill(image("grown"), 5 * MIB, 1000, 4);

        RecoveryPoint point = world.point(world.backUp(item));

        assertThat(point.whyFull()).isEqualTo(DiskReading.RESIZED);
        assertThat(world.restore(point, World.disks("grown")).status()).isEqualTo(JobStatus.Completed);
        assertThat(Images.sha256(world.restored.resolve("grown/disk0.raw"))).isEqualTo(Images.sha256(image("grown")));
    }

    @Test
    void change_hints_that_lie_are_found_out_by_the_audit_and_everything_is_read() {
        UUID item = machine("lied-about");
        Images.fill(image("lied-about"), 0, 4 * MIB, 5);
        world.point(world.backUp(item));
        Images.fill(image("lied-about"), 0, 4 * MIB, 6);
        world.hooks.claimedChanges = Extents.none();

        RecoveryPoint point = world.point(world.backUp(item));

        assertThat(point.kind()).isEqualTo(PointKind.Incremental);
        assertThat(point.whyFull()).isEqualTo(DiskReading.TRACKING_WRONG);
        assertThat(point.readBytes()).isGreaterThan(4 * MIB);
        assertThat(world.restore(point, World.disks("truth")).status()).isEqualTo(JobStatus.Completed);
        assertThat(Images.sha256(world.restored.resolve("truth/disk0.raw")))
                .isEqualTo(Images.sha256(image("lied-about")));
    }

    @Test
    void a_last_point_that_cannot_be_read_makes_the_next_one_a_full_one() {
        UUID item = machine("unlucky");
        RecoveryPoint last = world.point(world.backUp(item));
        world.manifests().stream()
                .filter(path -> path.toString().contains(last.id().toString()))
                .forEach(path -> truncate(path, 10));

        RecoveryPoint point = world.point(world.backUp(item));

        assertThat(point.whyFull()).isEqualTo("the last recovery point cannot be read");
        assertFailed(world.restore(last, World.disks("unlucky")), "VaultDamaged");
        assertThat(world.restore(point, World.disks("lucky")).status()).isEqualTo(JobStatus.Completed);
    }

    @Test
    void a_target_that_fills_up_while_it_is_restored_to() {
        RecoveryPoint point = world.point(world.backUp(filled("large")));
        world.hooks.on(At.Write, () -> {
            throw new HoldfastException(ErrorCode.TargetFull, "The restore target ran out of space");
        });

        assertFailed(world.restore(point, World.newMachine("rack1", "large-new")), "TargetFull");
        assertThat(folder("large-new")).doesNotExist();
    }

    private static UUID filled(String name) {
        UUID item = machine(name);
        Images.fill(image(name), 0, MIB, name.hashCode());
        return item;
    }

    @Test
    void a_restore_over_a_name_that_is_taken() {
        RecoveryPoint point = world.point(world.backUp(machine("taken")));

        assertConflict(point, World.newMachine("rack1", "taken"), "TargetExists");
    }

    @Test
    void a_restore_over_a_machine_that_runs() throws IOException {
        RecoveryPoint point = world.point(world.backUp(machine("running")));
        Path yaml = folder("running").resolve("machine.yaml");
        Files.writeString(yaml, Files.readString(yaml).replace("\"Off\"", "Running"));

        assertConflict(point, World.original(), "MachineRunning");
    }

    @Test
    void a_restore_over_a_machine_that_is_gone() {
        UUID item = machine("vanished");
        RecoveryPoint point = world.point(world.backUp(item));
        world.vanish(item);

        assertConflict(point, World.original(), "SourceGone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../elsewhere", "/etc/elsewhere", "a/../../b", ""})
    void a_restore_of_disks_that_leaves_the_restore_folder(String escape) {
        RecoveryPoint point = world.point(world.backUp(machine("escape" + Math.abs(escape.hashCode()))));

        assertConflict(point, World.disks(escape), "TargetUnavailable");
    }

    @Test
    void a_restore_that_nothing_stands_against_is_previewed_with_its_sizes() {
        UUID item = machine("preview");
        Images.fill(image("preview"), 0, MIB, 9);
        RecoveryPoint point = world.point(world.backUp(item));

        RestorePreview preview = preview(point, World.newMachine("rack9", "preview"));

        assertThat(preview.conflicts()).isEmpty();
        assertThat(preview.sizeBytes()).isEqualTo(4 * MIB);
        assertThat(preview.dataBytes()).isEqualTo(MIB);
        assertThat(world.machines.resolve("rack9")).doesNotExist();
    }

    /** The preview says it, and the job fails with it. */
    private static void assertConflict(RecoveryPoint point, RestoreTarget target, String code) {
        assertThat(preview(point, target).conflicts())
                .extracting(FieldError::code)
                .contains(code);
        assertFailed(world.restore(point, target), code);
    }

    private static RestorePreview preview(RecoveryPoint point, RestoreTarget target) {
        PointContext context = world.protection.contextOf(point);
        return ServiceHarness.await(
                world.bus.call(BackupEndpoints.CHECK_TARGET, new CheckTarget(context, target), Caller.service("test")));
    }

    private static void assertFailed(Job job, String code) {
        assertThat(job.status()).isEqualTo(JobStatus.Failed);
        assertThat(job.error()).isNotNull();
        assertThat(job.error().code()).isEqualTo(code);
        assertThat(job.error().message())
                .as("no path of the server gets out")
                .doesNotContain(world.machines.getParent().toString());
    }

    private static UUID machine(String name) {
        return world.protect(Images.machine(world.machines, "rack1", name, 4 * MIB), "rack1", name);
    }

    private static Path folder(String name) {
        return world.machines.resolve("rack1").resolve(name);
    }

    private static Path image(String name) {
        return folder(name).resolve("disk0.raw");
    }

    private static void truncate(Path file, long size) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
