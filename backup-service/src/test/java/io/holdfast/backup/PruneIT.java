package io.holdfast.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.protection.RecoveryPoint;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Space comes back, whoever is writing meanwhile. */
@ExtendWith(PostgresExtension.class)
class PruneIT {
    private static final int MIB = 1 << 20;
    private static final int RACING = 10;
    private static final Duration RACE = Duration.ofSeconds(Integer.getInteger("holdfast.race.seconds", 60));

    private World world;

    @BeforeEach
    void start(TestDatabase database, @TempDir Path folder) {
        world = World.of(database, folder).concurrency(RACING);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void the_space_of_a_deleted_point_comes_back_and_the_others_stay_as_they_are() {
        world.start(1);
        UUID item = machine("web1", 4);
        RecoveryPoint first = world.point(world.backUp(item));
        Images.fill(disk("web1"), 0, 3 * MIB, 2);
        RecoveryPoint second = world.point(world.backUp(item));
        String content = Images.sha256(disk("web1"));
        world.deleteData(item, first.id());
        long before = world.packBytes();

        Job prune = world.prune();

        assertThat(prune.status()).as("%s", prune.error()).isEqualTo(JobStatus.Completed);
        assertThat(number(prune, "bytesFreed")).isGreaterThan(3 * MIB);
        assertThat(world.packBytes()).isLessThan(before - 2 * MIB);
        assertThat(number(prune, "bytesStored")).isEqualTo(world.packBytes());
        assertThat(restored(second, "after")).isEqualTo(content);
        assertThat(number(world.prune(), "bytesFreed")).isZero();
    }

    @Test
    void what_a_running_backup_may_rely_on_waits_for_the_next_prune() {
        world.start(2);
        UUID item = machine("web1", 4);
        RecoveryPoint first = world.point(world.backUp(item));
        UUID other = machine("web2", 4); // the same content: it relies on what the first has stored
        Gate gate = new Gate();
        world.hooks.on(HookedFabric.At.Finish, gate);
        UUID running = world.submitBackup(other);
        gate.awaitArrival();
        world.deleteData(item, first.id());

        Job during = world.prune();
        assertThat(number(during, "bytesFreed")).isZero();
        assertThat(number(during, "bytesWaiting")).isGreaterThan(4 * MIB);
        gate.open();
        RecoveryPoint point = world.point(world.end(running));

        Job after = world.prune();
        assertThat(number(after, "bytesWaiting")).isZero();
        assertThat(restored(point, "after")).isEqualTo(Images.sha256(disk("web2")));
    }

    @Test
    void a_vault_that_nothing_was_backed_up_to_has_nothing_to_prune() {
        world.start(1);
        assertThat(number(world.prune(), "bytesStored")).isZero();
    }

    @Test
    void prunes_race_ten_backups_for_a_minute_and_every_point_is_right() throws Exception {
        world.start(2);
        long seed = System.nanoTime();
        System.out.println("PruneIT: seed " + seed);
        long end = System.nanoTime() + RACE.toNanos();
        ExecutorService threads = Executors.newFixedThreadPool(RACING);
        List<Future<Map<RecoveryPoint, String>>> racing = new ArrayList<>();
        for (int i = 0; i < RACING; i++) {
            String name = "web" + i;
            UUID item = machine(name, 3);
            Random random = new Random(seed + i);
            racing.add(threads.submit(() -> race(item, name, random, end)));
        }
        threads.shutdown();
        long freed = 0;
        int prunes = 0;
        while (System.nanoTime() < end) {
            Job prune = world.prune();
            assertThat(prune.status()).as("%s", prune.error()).isEqualTo(JobStatus.Completed);
            freed += number(prune, "bytesFreed");
            prunes++;
        }
        Map<RecoveryPoint, String> all = new HashMap<>();
        for (Future<Map<RecoveryPoint, String>> one : racing) {
            all.putAll(one.get());
        }
        Job last = world.prune();
        System.out.printf("PruneIT: %d points stay, %d prunes freed %d bytes%n", all.size(), prunes, freed);
        assertThat(number(last, "bytesWaiting")).isZero();
        assertThat(freed).isPositive();
        int folder = 0;
        for (Map.Entry<RecoveryPoint, String> point : all.entrySet()) {
            assertThat(restored(point.getKey(), "raced" + folder++)).isEqualTo(point.getValue());
        }
    }

    /** Backs up, changes a little, and deletes most of its points again; answers those that stay, with their contents. */
    private Map<RecoveryPoint, String> race(UUID item, String name, Random random, long end) {
        Map<RecoveryPoint, String> stay = new HashMap<>();
        List<RecoveryPoint> points = new ArrayList<>();
        while (System.nanoTime() < end) {
            // few contents, so that machines share what one of them deletes
            Images.fill(disk(name), random.nextInt(12) * (MIB / 4), MIB / 4, random.nextInt(8));
            RecoveryPoint point = world.point(world.backUp(item));
            points.add(point);
            stay.put(point, Images.sha256(disk(name)));
            if (points.size() > 2) {
                RecoveryPoint gone = points.remove(random.nextInt(points.size() - 1));
                stay.remove(gone);
                assertThat(world.deleteData(item, gone.id()).status()).isEqualTo(JobStatus.Completed);
            }
        }
        return stay;
    }

    @Test
    void a_prune_that_another_has_overtaken_changes_nothing() {
        world.start(1);
        UUID item = machine("web1", 1);
        RecoveryPoint point = world.point(world.backUp(item));
        world.deleteData(item, point.id());
        long before = world.packBytes();
        world.laterPruneBegins();

        Job prune = world.prune();

        assertThat(prune.error()).isNotNull();
        assertThat(prune.error().code()).isEqualTo(ErrorCode.LeaseLost.name());
        assertThat(world.packBytes()).isEqualTo(before);
    }

    private UUID machine(String name, int mebibytes) {
        UUID machine = Images.machine(world.machines, "rack1", name, (long) mebibytes * MIB);
        Images.fill(disk(name), 0, mebibytes * MIB, 1);
        return world.protect(machine, "rack1", name);
    }

    private Path disk(String name) {
        return world.machines.resolve("rack1").resolve(name).resolve("disk0.raw");
    }

    private String restored(RecoveryPoint point, String folder) {
        assertThat(world.restore(point, World.disks(folder)).status()).isEqualTo(JobStatus.Completed);
        return Images.sha256(World.files(world.restored.resolve(folder), ".raw").get(0));
    }

    private static long number(Job job, String field) {
        return ((Number) job.result().get(field)).longValue();
    }
}
