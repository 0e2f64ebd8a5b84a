package io.holdfast.fabric.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.FabricKind;
import io.holdfast.contracts.job.JobWarning;
import io.holdfast.contracts.protection.Consistency;
import io.holdfast.fabric.Fabric;
import io.holdfast.fabric.FabricEnvironment;
import io.holdfast.fabric.Fabrics;
import io.holdfast.fabric.MachineSnapshot;
import io.holdfast.fabric.SnapshotOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreezeIT {
    private static final UUID ID = UUID.fromString("1c9b1c5e-6a33-4d0a-9a30-0e6a6a1f2c11");

    @TempDir
    Path root;

    private MachinesOnDisk disk;

    @BeforeEach
    void a_machine() {
        disk = new MachinesOnDisk(root);
        disk.manifest("a/m", manifest("echo frozen >> ../../trace", ""));
        disk.image("a/m", "root.raw", 4096);
    }

    private static String manifest(String freeze, String more) {
        return manifest(freeze, "echo thawed >> ../../trace", more);
    }

    private static String manifest(String freeze, String thaw, String more) {
        return """
                id: %s
                powerState: Running
                disks: [{name: root, file: root.raw}]
                freeze: {command: [sh, -c, '%s'], deadlineSeconds: 20%s}
                thaw: {command: [sh, -c, '%s'], deadlineSeconds: 2}
                """.formatted(ID, freeze, more, thaw);
    }

    @Test
    void a_frozen_machine_is_file_system_consistent_and_thawed_before_it_is_read() {
        try (MachineSnapshot snapshot = snapshot(false)) {
            assertThat(trace()).containsExactly("frozen", "thawed");
            assertThat(snapshot.consistency()).isEqualTo(Consistency.FileSystem);
            assertThat(snapshot.freezeMillis()).isPositive();
            assertThat(snapshot.finish().consistency()).isEqualTo(Consistency.FileSystem);
        }
        assertNothingLeft();
    }

    @Test
    void application_hooks_make_it_application_consistent() {
        disk.manifest("a/m", manifest("true", ", applicationConsistent: true"));

        try (MachineSnapshot snapshot = snapshot(false)) {
            assertThat(snapshot.consistency()).isEqualTo(Consistency.Application);
        }
    }

    @Test
    void a_freeze_that_fails_is_thawed_and_gives_a_crash_consistent_point_with_a_warning() {
        disk.manifest("a/m", manifest("echo no agent; exit 3", ""));

        try (MachineSnapshot snapshot = snapshot(false)) {
            assertThat(snapshot.consistency()).isEqualTo(Consistency.Crash);
            assertThat(snapshot.freezeMillis()).isNull();
            assertThat(snapshot.warnings()).extracting(JobWarning::code).containsExactly("NotFrozen");
            assertThat(snapshot.warnings().get(0).message())
                    .contains("failed with 3")
                    .contains("no agent");
            assertThat(trace()).containsExactly("thawed");
        }
        assertNothingLeft();
    }

    @Test
    void where_consistency_is_required_a_failed_freeze_fails_the_snapshot() {
        disk.manifest("a/m", manifest("false", ""));

        assertThatThrownBy(() -> snapshot(true))
                .isInstanceOfSatisfying(
                        HoldfastException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FreezeFailed));
        assertThat(trace()).containsExactly("thawed");
        assertNothingLeft();
    }

    @Test
    void a_freeze_that_hangs_is_killed_with_its_children_at_the_deadline_and_thawed() {
        disk.manifest("a/m", manifest("sleep 77 & echo $! > ../../child; sleep 78", ""));
        long start = System.nanoTime();

        try (MachineSnapshot snapshot = snapshot(false, Duration.ofMillis(700))) {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThat(snapshot.warnings().get(0).message()).contains("killed at its deadline");
            assertThat(trace()).containsExactly("thawed");
        }
        long child = Long.parseLong(lines("child").get(0));
        await().until(() -> !isRunning(child));
    }

    /** One that was killed stays in the list of processes until its new parent has taken note, which is not ours to hurry. */
    private static boolean isRunning(long process) throws IOException {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (NoSuchFileException e) {
            return ProcessHandle.of(process).filter(ProcessHandle::isAlive).isPresent();
        }
    }

    @Test
    void commands_get_a_clean_environment_and_the_machines_folder() {
        disk.manifest("a/m", manifest("env > ../../trace; pwd >> ../../trace", ""));

        snapshot(false).close();

        assertThat(trace())
                .contains(
                        "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                        root.resolve("a/m").toString());
        assertThat(trace()).noneMatch(line -> line.startsWith("HOME=") || line.startsWith("USER="));
    }

    @Test
    void a_program_that_is_not_there_is_a_failed_freeze() {
        disk.manifest("a/m", manifest("true", "").replace("[sh, -c, 'true']", "[./nosuch]"));

        try (MachineSnapshot snapshot = snapshot(false)) {
            assertThat(snapshot.warnings().get(0).message()).contains("cannot be started");
        }
    }

    @Test
    void an_interrupted_freeze_is_thawed() {
        disk.manifest("a/m", manifest("echo frozen >> ../../trace; sleep 79", ""));
        Thread caller = Thread.currentThread();
        Thread canceller = new Thread(() -> {
            await().atMost(Duration.ofSeconds(10)).until(() -> !trace().isEmpty());
            caller.interrupt();
        });
        canceller.start();

        assertThatThrownBy(() -> snapshot(false)).isInstanceOf(CancellationException.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(trace()).containsExactly("frozen", "thawed");
        assertNothingLeft();
    }

    @Test
    void a_snapshot_interrupted_before_freezing_leaves_nothing() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> snapshot(false)).isInstanceOf(CancellationException.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(trace()).isEmpty();
        assertNothingLeft();
    }

    @Test
    void a_thaw_that_fails_is_tried_again_then_warned_of_then_tried_by_reconcile() {
        disk.manifest("a/m", manifest("true", "echo try >> ../../trace; test -e ../../mended", ""));

        try (MachineSnapshot snapshot = snapshot(false)) {
            assertThat(snapshot.warnings()).extracting(JobWarning::code).containsExactly("ThawFailed");
        }
        assertThat(trace()).hasSize(3);
        assertThatThrownBy(() -> fabric(true).reconcile(job -> false)).isInstanceOf(HoldfastException.class);

        write("mended", "");

        assertThat(fabric(true).reconcile(job -> true)).isEmpty();
        assertThat(fabric(true).reconcile(job -> false)).hasSize(1);
        assertNothingLeft();
    }

    @Test
    void a_machine_that_a_dead_mover_left_frozen_is_thawed_once_by_reconcile() throws IOException {
        UUID dead = UUID.randomUUID();
        Attempt.begin(root.resolve("a"), dead)
                .writeDurably("frozen", "m\n" + Instant.now().plusSeconds(60).toEpochMilli());

        assertThat(fabric(true).reconcile(job -> true)).isEmpty();
        assertThat(trace()).isEmpty();
        assertThat(fabric(true).reconcile(job -> !job.equals(dead))).hasSize(1);

        assertThat(trace()).containsExactly("thawed");
        assertNothingLeft();
    }

    @Test
    void a_machine_frozen_beyond_its_deadline_is_thawed_though_its_job_lives() throws IOException {
        Attempt.begin(root.resolve("a"), UUID.randomUUID())
                .writeDurably("frozen", "m\n" + Instant.now().minusSeconds(60).toEpochMilli());

        assertThat(fabric(true).reconcile(job -> true)).hasSize(1);

        assertThat(trace()).containsExactly("thawed");
    }

    @Test
    void a_machine_that_is_off_is_not_frozen() {
        disk.manifest("a/m", manifest("echo frozen >> ../../trace", "").replace("Running", "Off"));

        try (MachineSnapshot snapshot = snapshot(true)) {
            assertThat(snapshot.consistency()).isEqualTo(Consistency.Crash);
            assertThat(snapshot.warnings()).isEmpty();
        }
        assertThat(trace()).isEmpty();
    }

    @Test
    void where_the_operator_forbids_commands_none_is_run() {
        try (MachineSnapshot snapshot = fabric(false).snapshot(ID, options(false, Duration.ofSeconds(9)))) {
            assertThat(snapshot.warnings()).extracting(JobWarning::code).containsExactly("NotFrozen");
        }
        assertThat(trace()).isEmpty();
    }

    @Test
    void where_the_operator_forbids_commands_a_mark_of_a_frozen_machine_runs_none_either() throws IOException {
        Attempt.begin(root.resolve("a"), UUID.randomUUID()).writeDurably("frozen", "m\n0");

        fabric(false).reconcile(job -> false);

        assertThat(trace()).isEmpty();
        assertNothingLeft();
    }

    @Test
    void a_mark_does_not_lead_to_commands_outside_its_cloud_service() throws IOException {
        Attempt.begin(root.resolve("a"), UUID.randomUUID()).writeDurably("frozen", "../b/m\n0");
        disk.manifest("b/m", manifest("true", ""));

        fabric(true).reconcile(job -> false);

        assertThat(trace()).isEmpty();
        assertNothingLeft();
    }

    @Test
    void an_image_that_freezing_puts_in_the_place_of_another_is_the_one_that_is_read() {
        disk.manifest("a/m", manifest("head -c 4096 /dev/zero > new; mv new root.raw", ""));

        try (MachineSnapshot snapshot = snapshot(false)) {
            ByteBuffer read = ByteBuffer.allocate(4096);
            snapshot.disks().get(0).read(0, read);

            assertThat(read.array()).containsOnly(0);
            assertThat(snapshot.finish().warnings()).isEmpty();
        }
    }

    private void assertNothingLeft() {
        await().atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(root.resolve("a/.holdfast")).doesNotExist());
    }

    private MachineSnapshot snapshot(boolean requireConsistent) {
        return snapshot(requireConsistent, Duration.ofSeconds(10));
    }

    private MachineSnapshot snapshot(boolean requireConsistent, Duration deadline) {
        return fabric(true).snapshot(ID, options(requireConsistent, deadline));
    }

    private static SnapshotOptions options(boolean requireConsistent, Duration deadline) {
        return new SnapshotOptions(UUID.randomUUID(), Map.of(), deadline, requireConsistent);
    }

    private Fabric fabric(boolean commands) {
        return new Fabrics(new FabricEnvironment(List.of(), null, commands, Clock.systemUTC()))
                .open(FabricKind.Directory, "files", Map.of("path", root.toString()));
    }

    private List<String> trace() {
        return lines("trace");
    }

    private List<String> lines(String file) {
        try {
            return Files.exists(root.resolve(file)) ? Files.readAllLines(root.resolve(file)) : List.of();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void write(String file, String text) {
        try {
            Files.writeString(root.resolve(file), text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
