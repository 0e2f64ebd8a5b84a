package io.holdfast.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.discovery.FabricKind;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.JobWarning;
import io.holdfast.contracts.protection.RecoveryPoint;
import io.holdfast.fabric.Fabric;
import io.holdfast.fabric.RestoreDisk;
import io.holdfast.fabric.RestoreSession;
import io.holdfast.fabric.RestoreSpec;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.TestDatabase;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a mover that was killed left behind, and who cleans it up. */
@ExtendWith(PostgresExtension.class)
class LeftoversIT {
    private static final int MIB = 1 << 20;

    private World world;
    private UUID item;
    private RecoveryPoint point;

    @BeforeEach
    void start(TestDatabase database, @TempDir Path folder) {
        world = World.of(database, folder).start(1);
        item = world.protect(Images.machine(world.machines, "rack1", "web1", 2 * MIB), "rack1", "web1");
        point = world.point(world.backUp(item));
        world.stopMovers();
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void a_restart_removes_what_a_dead_restore_had_staged() {
        UUID job = UUID.randomUUID();
        dieWhileRestoring(job);
        world.insertWork(job, "Restore", item, World.SUBSCRIPTION, null, "Moving");
        assertThat(World.files(world.machines, "")).hasSizeGreaterThan(2);

        world.start(1);

        awaitClean();
        assertThat(World.files(world.machines, ""))
                .extracting(file -> file.getFileName().toString())
                .containsExactlyInAnyOrder("machine.yaml", "disk0.raw");
    }

    @Test
    void a_restart_removes_the_manifest_of_a_dead_backup_that_never_asked_the_catalogue() throws IOException {
        Path orphan = orphan();
        world.insertWork(UUID.randomUUID(), "Backup", item, World.SUBSCRIPTION, id(orphan), "Moving");

        world.start(1);

        awaitClean();
        assertThat(orphan).doesNotExist();
        assertThat(world.manifests()).hasSize(1);
    }

    @Test
    void a_manifest_whose_commit_may_still_arrive_waits_for_the_next_backup_which_fences_it() throws IOException {
        Path orphan = orphan();
        world.insertWork(UUID.randomUUID(), "Backup", item, World.SUBSCRIPTION, id(orphan), "Committing");

        world.start(1);
        assertThat(world.restore(point, World.disks("before")).status()).isEqualTo(JobStatus.Completed);
        assertThat(orphan).exists();
        world.point(world.backUp(item));

        awaitClean();
        assertThat(orphan).doesNotExist();
    }

    @Test
    void a_manifest_whose_commit_may_still_arrive_goes_when_its_item_is_gone() throws IOException {
        Path orphan = orphan();
        world.insertWork(UUID.randomUUID(), "Backup", item, World.SUBSCRIPTION, id(orphan), "Committing");
        world.protection.forgetItem(item);

        world.start(1);

        awaitClean();
        assertThat(orphan).doesNotExist();
    }

    @Test
    void a_manifest_that_is_a_recovery_point_stays_whatever_became_of_its_run() {
        world.insertWork(point.job(), "Backup", item, World.SUBSCRIPTION, point.id(), "Committing");

        world.start(1);

        awaitClean();
        assertThat(world.restore(point, World.disks("after")).status()).isEqualTo(JobStatus.Completed);
    }

    @Test
    void what_belongs_to_a_job_that_lives_is_left_alone() throws IOException {
        Path orphan = orphan();
        UUID live = world.submitUnknownToMovers();
        world.insertWork(live, "Backup", item, World.SUBSCRIPTION, id(orphan), "Moving");

        world.start(1);
        world.restore(point, World.disks("meanwhile"));

        assertThat(orphan).exists();
        assertThat(world.unfinishedWork()).isEqualTo(1);
        world.clearWork();
    }

    @Test
    void a_guest_frozen_for_too_long_is_thawed_though_its_job_lives_and_waits_in_the_queue() throws IOException {
        commands("true", "touch thawed");
        UUID live = world.submitUnknownToMovers();
        Path mark = Files.createDirectories(world.machines.resolve("rack1/.holdfast/" + live + ".x"));
        Files.writeString(mark.resolve("frozen"), "web1\n0");
        world.insertWork(live, "Backup", item, World.SUBSCRIPTION, null, "Moving");

        world.start(1);

        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(inFolder("thawed")));
        assertThat(world.unfinishedWork()).isEqualTo(1);
        world.clearWork();
    }

    @Test
    void a_guest_that_does_not_thaw_is_tried_again_after_its_job_has_ended() throws IOException {
        commands("true", "echo try >> tries; test -e mended");
        world.start(1);

        Job job = world.backUp(item);

        assertThat(job.warnings()).extracting(JobWarning::code).containsExactly("ThawFailed");
        assertThat(world.unfinishedWork()).isEqualTo(1);
        int tries = Files.readAllLines(inFolder("tries")).size();
        Files.createFile(inFolder("mended"));
        world.stopMovers();
        world.start(1);
        awaitClean();
        assertThat(inFolder("tries")).content().hasLineCount(tries + 1);
        assertThat(world.machines.resolve("rack1/.holdfast")).doesNotExist();
    }

    private Path inFolder(String file) {
        return world.machines.resolve("rack1/web1").resolve(file);
    }

    private void commands(String freeze, String thaw) throws IOException {
        Path yaml = inFolder("machine.yaml");
        Files.writeString(
                yaml,
                Files.readString(yaml).replace("\"Off\"", "Running").stripTrailing() + "\n"
                        + "freeze: {command: [sh, -c, '" + freeze + "']}\nthaw: {command: [sh, -c, '" + thaw + "']}\n");
    }

    private void dieWhileRestoring(UUID job) {
        Fabric fabric = world.fabrics()
                .open(FabricKind.Directory, World.SUBSCRIPTION, Map.of("path", world.machines.toString()));
        RestoreSession session = fabric.prepareRestore(
                new RestoreSpec.NewMachine(job, "rack1", "copy", "", List.of(new RestoreDisk("disk0", 2 * MIB, MIB))));
        session.write("disk0", 0, ByteBuffer.wrap(new byte[] {1, 2, 3}));
    }

    /** A second manifest beside the point's, as a backup leaves it that died between manifest and commit. */
    private Path orphan() throws IOException {
        Path known = world.manifests().get(0);
        return Files.copy(known, known.resolveSibling(UUID.randomUUID() + ".point"));
    }

    private static UUID id(Path manifest) {
        return UUID.fromString(manifest.getFileName().toString().replace(".point", ""));
    }

    private void awaitClean() {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> world.unfinishedWork() == 0);
    }
}
