package io.holdfast.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.backup.HookedFabric.At;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.protection.RecoveryPoint;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.TestDatabase;
import io.holdfast.store.StoreException;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Cancelled, overtaken or cut off at every step: nothing half done is visible, nothing is left, nothing is committed twice. */
@ExtendWith(PostgresExtension.class)
class StopsIT {
    private static final int MIB = 1 << 20;

    private final FaultyBackend.Faults faults = new FaultyBackend.Faults();
    private World world;
    private UUID item;

    @BeforeEach
    void start(TestDatabase database, @TempDir Path folder) {
        world = World.of(database, folder).storedOn(faults::over).start(2);
        UUID machine = Images.machine(world.machines, "rack1", "web1", 8 * MIB);
        Images.fill(image(), 0, 8 * MIB, 1);
        item = world.protect(machine, "rack1", "web1");
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"Snapshot", "Read", "Finish"})
    void a_backup_cancelled_before_its_commit_leaves_nothing(At step) {
        Gate gate = new Gate();
        world.hooks.on(step, gate);
        UUID job = world.submitBackup(item);
        gate.awaitArrival();
        world.cancel(job);
        gate.open();

        assertThat(world.end(job).status()).isEqualTo(JobStatus.Cancelled);
        assertNothingIsLeft();
        assertThat(world.protection.all()).isEmpty();
        assertThat(World.files(world.vaults, ".pack")).isEmpty();
        world.hooks.clear();
        world.point(world.backUp(item));
    }

    @Test
    void a_backup_cancelled_when_its_manifest_is_written_but_not_committed_takes_the_manifest_back() {
        Gate gate = new Gate();
        faults.manifestWritten = gate;
        UUID job = world.submitBackup(item);
        gate.awaitArrival();
        assertThat(world.manifests()).hasSize(1);
        world.cancel(job);
        gate.open();

        assertThat(world.end(job).status()).isEqualTo(JobStatus.Cancelled);
        assertNothingIsLeft();
        assertThat(world.manifests()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"Prepare", "Write"})
    void a_restore_cancelled_before_it_creates_the_machine_leaves_nothing(At step) {
        RecoveryPoint point = world.point(world.backUp(item));
        Gate gate = new Gate();
        world.hooks.on(step, gate);
        UUID job = world.submitRestore(point, World.newMachine("rack2", "copy"));
        gate.awaitArrival();
        world.cancel(job);
        gate.open();

        assertThat(world.end(job).status()).isEqualTo(JobStatus.Cancelled);
        assertNothingIsLeft();
        assertThat(world.machines.resolve("rack2/copy")).doesNotExist();
        assertThat(World.files(world.machines, ".raw")).containsExactly(image());
        world.hooks.clear();
        assertThat(world.restore(point, World.newMachine("rack2", "copy")).status())
                .isEqualTo(JobStatus.Completed);
    }

    @Test
    void a_cancel_that_comes_when_the_machine_is_being_created_comes_too_late() {
        RecoveryPoint point = world.point(world.backUp(item));
        Gate gate = new Gate();
        world.hooks.on(At.Commit, gate);
        UUID job = world.submitRestore(point, World.original());
        gate.awaitArrival();
        world.cancel(job);
        gate.open();

        assertThat(world.end(job).status()).isEqualTo(JobStatus.Completed);
        assertNothingIsLeft();
    }

    @Test
    void a_mover_whose_lease_lapses_while_it_reads_commits_nothing_and_its_successor_does() {
        Gate gate = new Gate();
        world.hooks.on(At.Read, gate);
        UUID job = world.submitBackup(item);
        gate.awaitArrival();
        world.jobs.lapse(job);
        Job end = world.end(job);
        gate.open();

        assertThat(end.status()).as("%s", end.error()).isEqualTo(JobStatus.Completed);
        awaitNothingIsLeft();
        assertThat(world.protection.all())
                .singleElement()
                .extracting(RecoveryPoint::job)
                .isEqualTo(job);
        assertThat(world.manifests()).hasSize(1);
        assertThat(world.restore(world.point(end), World.original()).status()).isEqualTo(JobStatus.Completed);
    }

    @Test
    void a_mover_that_is_overtaken_while_its_commit_is_on_the_way_is_refused_and_takes_its_manifest_back() {
        Gate gate = new Gate();
        AtomicBoolean first = new AtomicBoolean(true);
        world.protection.beforeCommit = commit -> first.getAndSet(false) ? pass(gate) : Future.succeededFuture();
        UUID job = world.submitBackup(item);
        gate.awaitArrival();
        world.jobs.lapse(job);
        Job end = world.end(job);
        gate.open();

        assertThat(end.status()).as("%s", end.error()).isEqualTo(JobStatus.Completed);
        awaitNothingIsLeft();
        assertThat(world.protection.all()).hasSize(1);
        assertThat(world.manifests()).hasSize(1);
    }

    @Test
    void a_commit_whose_answer_gets_lost_is_asked_again_and_counts_once() {
        world.protection.lostCommitReplies.set(1);

        world.point(world.backUp(item));

        assertThat(world.protection.all()).hasSize(1);
        assertNothingIsLeft();
    }

    @Test
    void a_run_that_finds_its_job_committed_by_an_earlier_one_completes_it_at_once() {
        world.protection.lostCommitReplies.set(1000);
        UUID job = world.submitBackup(item);
        world.runOf(job, 1);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> !world.protection.all().isEmpty());
        world.jobs.lapse(job);
        world.protection.lostCommitReplies.set(0);

        RecoveryPoint point = world.point(world.end(job));

        assertThat(world.protection.all()).containsExactly(point);
        awaitNothingIsLeft();
        assertThat(world.manifests()).hasSize(1);
    }

    @Test
    void a_manifest_that_the_catalogue_could_not_be_asked_about_stays_until_the_next_backup_can() {
        world.protection.beforeCommit = commit -> Future.failedFuture(FakeProtection.away());
        Job failed = world.backUp(item);
        assertThat(failed.status()).isEqualTo(JobStatus.Failed);
        assertThat(failed.error().code()).isEqualTo("ServiceUnavailable");
        List<Path> undecided = world.manifests();
        assertThat(undecided).hasSize(1);
        assertThat(world.unfinishedWork()).isEqualTo(1);

        world.protection.beforeCommit = commit -> Future.succeededFuture();
        RecoveryPoint point = world.point(world.backUp(item));

        assertNothingIsLeft();
        assertThat(world.manifests())
                .singleElement()
                .asString()
                .contains(point.id().toString());
        assertThat(undecided.get(0)).doesNotExist();
    }

    @Test
    void a_cancel_that_comes_when_manifests_are_being_deleted_comes_too_late() {
        world.point(world.backUp(item));
        world.point(world.backUp(item));
        Gate gate = new Gate();
        AtomicInteger deletions = new AtomicInteger();
        faults.beforeDelete = () -> {
            if (deletions.incrementAndGet() == 2) {
                gate.run();
            }
        };
        UUID job = world.submitDelete(item, null);
        gate.awaitArrival();
        world.cancel(job);
        gate.open();

        assertThat(world.end(job).status()).isEqualTo(JobStatus.Completed);
        assertThat(world.manifests()).isEmpty();
        assertThat(world.protection.hasItem(item)).isFalse();
    }

    @Test
    void a_deletion_that_fails_half_way_leaves_in_the_catalogue_what_can_still_be_restored() {
        RecoveryPoint first = world.point(world.backUp(item));
        RecoveryPoint second = world.point(world.backUp(item));
        AtomicInteger deletions = new AtomicInteger();
        faults.beforeDelete = () -> {
            if (deletions.incrementAndGet() == 2) {
                throw new StoreException.Io("the disk fell off", null);
            }
        };

        Job failed = world.deleteData(item, null);

        assertThat(failed.error().code()).isEqualTo("VaultUnavailable");
        assertThat(world.protection.points(item)).hasSize(1).doesNotContain(first);
        assertThat(world.restore(second, World.original()).status()).isEqualTo(JobStatus.Completed);
        assertThat(world.deleteData(item, null).status()).isEqualTo(JobStatus.Completed);
        assertThat(world.manifests()).isEmpty();
    }

    @Test
    void a_full_vault_fails_the_backup_and_harms_nothing() {
        RecoveryPoint before = world.point(world.backUp(item));
        String hash = Images.sha256(image());
        Images.fill(image(), 0, 8 * MIB, 2);
        faults.bytesLeft.set(3 * MIB);

        Job full = world.backUp(item);

        assertThat(full.status()).isEqualTo(JobStatus.Failed);
        assertThat(full.error().code()).isEqualTo("VaultFull");
        assertNothingIsLeft();
        assertThat(world.manifests()).hasSize(1);
        faults.bytesLeft.set(Long.MAX_VALUE);
        assertThat(world.restore(before, World.original()).status()).isEqualTo(JobStatus.Completed);
        assertThat(Images.sha256(image())).isEqualTo(hash);
        world.point(world.backUp(item));
    }

    private Future<Void> pass(Gate gate) {
        return world.vertx
                .executeBlocking(
                        () -> {
                            gate.run();
                            return gate;
                        },
                        false)
                .mapEmpty();
    }

    private Path image() {
        return world.machines.resolve("rack1/web1/disk0.raw");
    }

    private void awaitNothingIsLeft() {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(this::assertNothingIsLeft);
    }

    private void assertNothingIsLeft() {
        assertThat(world.hooks.openSnapshots).hasValue(0);
        assertThat(world.hooks.openSessions).hasValue(0);
        assertThat(world.unfinishedWork()).isZero();
        assertThat(staging()).isEmpty();
    }

    private List<Path> staging() {
        return World.files(world.machines, "").stream()
                .filter(file -> world.machines.relativize(file).toString().startsWith(".")
                        || world.machines.relativize(file).toString().contains("/."))
                .filter(Files::exists)
                .toList();
    }
}
