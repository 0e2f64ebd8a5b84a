package io.holdfast.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.backup.VerifyDepth;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.JobWarning;
import io.holdfast.contracts.protection.RecoveryPoint;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Bits flip; somebody finds it before the day of the restore. */
@ExtendWith(PostgresExtension.class)
class VerifyIT {
    private static final int MIB = 1 << 20;

    private World world;
    private UUID item;

    @BeforeEach
    void start(TestDatabase database, @TempDir Path folder) {
        world = World.of(database, folder).start(1);
        item = machine("web1", 1);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void a_sound_vault_is_read_a_share_at_a_time_and_then_from_the_beginning_again() {
        world.point(world.backUp(item));
        world.point(world.backUp(machine("web2", 2)));
        int packs = World.files(world.vaults, ".pack").size();

        int read = 0;
        Job verify = null;
        for (int day = 0; read < packs; day++) {
            assertThat(day).isLessThan(packs);
            if (verify != null) {
                assertThat(verify.result()).doesNotContainKey("allReadSince");
            }
            verify = world.verify(VerifyDepth.StoredBytes, 3);
            assertThat(verify.status()).isEqualTo(JobStatus.Completed);
            read += number(verify, "packsRead");
        }
        assertThat(verify.result()).containsKey("allReadSince");
        assertThat(number(world.verify(VerifyDepth.Content, 1), "packsRead")).isEqualTo(packs);
    }

    @Test
    void damage_names_the_recovery_points_and_the_next_backup_heals_them() throws IOException {
        RecoveryPoint point = world.point(world.backUp(item));
        world.point(world.backUp(machine("web2", 2)));
        Path pack = largestPack(point);
        flip(pack);
        world.stopMovers();
        world.start(1); // nobody has noticed

        Job verify = world.verify(VerifyDepth.StoredBytes, 1);
        assertThat(verify.status()).isEqualTo(JobStatus.CompletedWithWarnings);
        assertThat(verify.warnings())
                .filteredOn(warning -> warning.code().equals("RecoveryPointDamaged"))
                .extracting(JobWarning::message)
                .singleElement()
                .asString()
                .contains("web1");
        assertThat(number(verify, "packsDamaged")).isEqualTo(1);
        assertThat(number(verify, "recoveryPointsDamaged")).isEqualTo(1);
        assertThat(verify.result().get("damagedItems"))
                .isEqualTo(List.of(Map.of("id", item.toString(), "name", "rack1/web1", "points", 1)));
        assertThat(world.restore(point, World.disks("hurt")).status()).isEqualTo(JobStatus.Failed);

        world.stopMovers();
        world.start(1); // another, which did not see it
        RecoveryPoint next = world.point(world.backUp(item));
        assertThat(next.whyFull()).isEqualTo(DiskReading.LAST_UNREADABLE);
        Job after = world.verify(VerifyDepth.Structure, 1);
        assertThat(number(after, "recoveryPointsDamaged")).isZero();
        assertThat(after.result().get("healedItems")).isEqualTo(List.of(item.toString()));
        assertThat(world.restore(next, World.disks("next")).status()).isEqualTo(JobStatus.Completed);
        assertThat(world.restore(point, World.disks("healed")).status()).isEqualTo(JobStatus.Completed);
        assertThat(world.prune().status()).isEqualTo(JobStatus.Completed);
        assertThat(pack).doesNotExist();
        assertThat(world.verify(VerifyDepth.Content, 1).status()).isEqualTo(JobStatus.Completed);
    }

    @Test
    void a_pack_that_is_missing_is_found_without_reading_any() throws IOException {
        RecoveryPoint point = world.point(world.backUp(item));
        Files.delete(largestPack(point));
        Job verify = world.verify(VerifyDepth.Structure, 1);
        assertThat(verify.status()).isEqualTo(JobStatus.CompletedWithWarnings);
        assertThat(number(verify, "packsRead")).isZero();
        assertThat(number(verify, "recoveryPointsDamaged")).isEqualTo(1);
    }

    @Test
    void a_vault_that_nothing_was_backed_up_to_is_sound() {
        assertThat(world.verify(VerifyDepth.Content, 1).status()).isEqualTo(JobStatus.Completed);
    }

    private Path largestPack(RecoveryPoint point) {
        assertThat(point.storedBytes()).isPositive();
        return World.files(world.vaults, ".pack").stream()
                .max(Comparator.comparing(file -> file.toFile().length()))
                .orElseThrow();
    }

    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    private UUID machine(String name, int seed) {
        UUID machine = Images.machine(world.machines, "rack1", name, 4L * MIB);
        Images.fill(world.machines.resolve("rack1").resolve(name).resolve("disk0.raw"), 0, (5 - seed) * MIB / 2, seed);
        return world.protect(machine, "rack1", name);
    }

    private static int number(Job job, String field) {
        return ((Number) job.result().get(field)).intValue();
    }
}
