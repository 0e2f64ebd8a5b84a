package io.holdfast.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.PowerState;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every fabric owes its callers. A new adapter extends this and gives a place with machines of a few MiB. */
public abstract class FabricContract {
    protected final UUID job = UUID.randomUUID();
    private Fabric fabric;

    /** A new connection to the same place. */
    protected abstract Fabric open();

    /** Of a machine that is switched off, with at least one disk that is not empty. */
    protected abstract UUID machine();

    /** The guest writes, so that some bytes differ afterwards, and some time passes. */
    protected abstract void change(UUID machine);

    /** Nobody writes, and enough time passes for the fabric to trust its marks. */
    protected abstract void rest();

    /** How many machines there are. */
    protected abstract int machines();

    @BeforeEach
    void connect() {
        fabric = open();
    }

    @AfterEach
    void disconnect() {
        fabric.close();
        assertThatCode(fabric::close).doesNotThrowAnyException();
    }

    @Test
    void the_check_of_a_good_connection_is_ok() {
        assertThat(fabric.check().ok()).isTrue();
        assertThat(fabric.check().findings()).isNotEmpty();
    }

    @Test
    void every_machine_is_discovered_once_and_found_by_its_id() {
        Set<UUID> ids = new HashSet<>();
        fabric.discover(machine -> assertThat(ids.add(machine.id())).isTrue());

        assertThat(ids).hasSize(machines()).contains(machine());
        DiscoveredMachine one = fabric.find(machine()).orElseThrow();
        assertThat(one.problem()).isNull();
        assertThat(one.powerState()).isEqualTo(PowerState.Off);
        assertThat(one.disks()).isNotEmpty();
    }

    @Test
    void an_exception_of_the_sink_ends_discovery_and_passes_through() {
        assertThatThrownBy(() -> fabric.discover(machine -> {
                    throw new IllegalStateException("enough");
                }))
                .hasMessage("enough");
    }

    @Test
    void a_machine_that_is_not_there_is_not_found() {
        UUID nobody = UUID.randomUUID();

        assertThat(fabric.find(nobody)).isEmpty();
        assertFails(ErrorCode.MachineNotFound, () -> fabric.snapshot(nobody, options(Map.of())));
    }

    @Test
    void a_snapshot_names_the_disks_that_discovery_saw() {
        try (MachineSnapshot snapshot = fabric.snapshot(machine(), options(Map.of()))) {
            assertThat(snapshot.disks())
                    .extracting(SnapshotDisk::name, SnapshotDisk::sizeBytes)
                    .isEqualTo(snapshot.machine().disks().stream()
                            .map(disk -> org.assertj.core.groups.Tuple.tuple(disk.name(), disk.sizeBytes()))
                            .toList());
            assertThat(snapshot.configuration()).isNotBlank();
            assertThat(snapshot.finish().warnings()).isEmpty();
        }
    }

    @Test
    void parallel_reads_in_any_order_give_the_same_bytes() {
        long seed = System.nanoTime();
        try (MachineSnapshot snapshot = fabric.snapshot(machine(), options(Map.of()))) {
            SnapshotDisk disk = snapshot.disks().get(0);
            byte[] whole = read(disk, 0, (int) disk.sizeBytes());
            Random random = new Random(seed);
            List<int[]> ranges = IntStream.range(0, 200)
                    .mapToObj(i -> {
                        int offset = random.nextInt(whole.length);
                        return new int[] {offset, random.nextInt(Math.min(100_000, whole.length - offset) + 1)};
                    })
                    .toList();

            ranges.parallelStream().forEach(range -> assertThat(read(disk, range[0], range[1]))
                    .as("seed %d, range %d+%d", seed, range[0], range[1])
                    .isEqualTo(java.util.Arrays.copyOfRange(whole, range[0], range[0] + range[1])));
        }
    }

    @Test
    void bytes_outside_the_allocated_extents_are_zero() {
        try (MachineSnapshot snapshot = fabric.snapshot(machine(), options(Map.of()))) {
            for (SnapshotDisk disk : snapshot.disks()) {
                byte[] whole = read(disk, 0, (int) disk.sizeBytes());
                disk.allocated()
                        .forEach((offset, length) -> assertThat(offset + length).isLessThanOrEqualTo(whole.length));
                for (int i = 0; i < whole.length; i++) {
                    if (whole[i] != 0) {
                        assertThat(disk.allocated().intersects(i, 1)).isTrue();
                    }
                }
            }
        }
    }

    @Test
    void reads_beyond_the_end_are_refused() {
        try (MachineSnapshot snapshot = fabric.snapshot(machine(), options(Map.of()))) {
            SnapshotDisk disk = snapshot.disks().get(0);

            assertThatThrownBy(() -> disk.read(disk.sizeBytes() - 1, ByteBuffer.allocate(2)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> disk.read(-1, ByteBuffer.allocate(1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void a_closed_snapshot_can_be_closed_again_and_not_be_read() {
        MachineSnapshot snapshot = fabric.snapshot(machine(), options(Map.of()));
        snapshot.close();

        assertThatCode(snapshot::close).doesNotThrowAnyException();
        assertFails(ErrorCode.MachineUnreadable, () -> snapshot.disks().get(0).read(0, ByteBuffer.allocate(1)));
    }

    @Test
    void an_interrupted_snapshot_or_read_is_cancelled() {
        try (MachineSnapshot snapshot = fabric.snapshot(machine(), options(Map.of()))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> snapshot.disks().get(0).read(0, ByteBuffer.allocate(1)))
                    .isInstanceOf(CancellationException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void a_first_backup_says_why_it_is_full() {
        try (MachineSnapshot snapshot = fabric.snapshot(machine(), options(Map.of()))) {
            assertThat(snapshot.disks()).allSatisfy(disk -> {
                assertThat(disk.changedSince()).isEmpty();
                assertThat(disk.whyFull()).isNotBlank();
            });
        }
    }

    @Test
    void a_mark_of_another_kind_gives_a_full_read() {
        Map<String, String> strange = Map.of("vda", "hf-0001", "root", "bitmap:7");
        try (MachineSnapshot snapshot = fabric.snapshot(machine(), options(strange))) {
            assertThat(snapshot.disks())
                    .allSatisfy(disk -> assertThat(disk.whyFull()).isNotBlank());
        }
    }

    @Test
    void a_machine_at_rest_has_no_changes_since_its_checkpoint() {
        rest();
        Map<String, String> checkpoints = backUp(new HashMap<>());

        assertThat(checkpoints).isNotEmpty();
        try (MachineSnapshot snapshot = fabric.snapshot(machine(), options(checkpoints))) {
            assertThat(snapshot.disks())
                    .allSatisfy(disk -> assertThat(disk.changedSince()).contains(Extents.none()));
        }
    }

    @Test
    void what_changed_lies_inside_the_change_hints() {
        rest();
        Map<String, byte[]> before = new HashMap<>();
        Map<String, String> checkpoints = backUp(before);
        change(machine());

        try (MachineSnapshot snapshot = fabric.snapshot(machine(), options(checkpoints))) {
            boolean differs = false;
            for (SnapshotDisk disk : snapshot.disks()) {
                Extents hints = disk.changedSince().orElse(Extents.whole(disk.sizeBytes()));
                byte[] now = read(disk, 0, (int) disk.sizeBytes());
                byte[] then = before.get(disk.name());
                for (int i = 0; i < now.length; i++) {
                    if (now[i] != then[i]) {
                        differs = true;
                        assertThat(hints.intersects(i, 1)).as("byte %d", i).isTrue();
                    }
                }
            }
            assertThat(differs).isTrue();
        }
    }

    @Test
    void a_new_machine_appears_at_commit_with_the_same_bytes_and_another_identity() {
        Map<String, byte[]> content = new HashMap<>();
        String configuration = configurationAnd(content);
        RestoreSpec spec = newMachine("copy-of-one", configuration, content);

        Restored restored;
        try (RestoreSession session = fabric.prepareRestore(spec)) {
            assertThat(session.committed()).isEmpty();
            writeAll(session, content);
            assertThat(count(fabric)).isEqualTo(machines());
            restored = session.commit();
            assertThat(session.commit()).isEqualTo(restored);
        }

        DiscoveredMachine copy = fabric.find(restored.machine()).orElseThrow();
        assertThat(copy.id()).isNotEqualTo(machine());
        assertThat(copy.name()).isEqualTo("copy-of-one");
        assertThat(copy.cloudService()).isEqualTo("restored");
        assertThat(copy.powerState()).isEqualTo(PowerState.Off);
        assertThat(count(fabric)).isEqualTo(machines() + 1);
        assertSame(restored.machine(), content);
    }

    @Test
    void a_restore_that_is_not_committed_leaves_nothing() {
        Map<String, byte[]> content = new HashMap<>();
        RestoreSpec spec = newMachine("never", configurationAnd(content), content);
        RestoreSession session = fabric.prepareRestore(spec);
        writeAll(session, content);

        session.close();

        assertThatCode(session::close).doesNotThrowAnyException();
        assertThat(count(fabric)).isEqualTo(machines());
        assertThat(fabric.conflicts(spec)).isEmpty();
        assertThat(fabric.reconcile(any -> false)).isEmpty();
    }

    @Test
    void a_name_that_is_taken_is_refused_before_and_at_commit() {
        Map<String, byte[]> content = new HashMap<>();
        String configuration = configurationAnd(content);
        try (RestoreSession late = fabric.prepareRestore(newMachine("taken", configuration, content))) {
            RestoreSpec other = newMachine(UUID.randomUUID(), "taken", configuration, content);
            restore(other, content);
            writeAll(late, content);
            assertFails(ErrorCode.TargetExists, late::commit);
        }

        RestoreSpec third = newMachine(UUID.randomUUID(), "taken", configuration, content);
        assertThat(fabric.conflicts(third)).extracting(FieldError::code).containsExactly("TargetExists");
        assertFails(ErrorCode.TargetExists, () -> fabric.prepareRestore(third));
        assertThat(count(fabric)).isEqualTo(machines() + 1);
    }

    @Test
    void a_job_that_has_committed_finds_its_machine_when_it_runs_again() {
        Map<String, byte[]> content = new HashMap<>();
        RestoreSpec spec = newMachine("twice", configurationAnd(content), content);
        Restored first = restore(spec, content);

        try (Fabric again = open();
                RestoreSession session = again.prepareRestore(spec)) {
            assertThat(session.committed()).contains(first);
            assertThat(session.commit()).isEqualTo(first);
        }
        assertThat(count(fabric)).isEqualTo(machines() + 1);
    }

    @Test
    void writes_outside_the_disks_are_refused() {
        Map<String, byte[]> content = new HashMap<>();
        RestoreSpec spec = newMachine("outside", configurationAnd(content), content);
        String disk = content.keySet().iterator().next();
        int size = content.get(disk).length;
        try (RestoreSession session = fabric.prepareRestore(spec)) {
            assertThatThrownBy(() -> session.write("nosuch", 0, ByteBuffer.allocate(1)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> session.write(disk, size - 1, ByteBuffer.allocate(2)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void the_original_gets_its_bytes_back_and_stays_itself() {
        Map<String, byte[]> content = new HashMap<>();
        String configuration = configurationAnd(content);
        DiscoveredMachine before = fabric.find(machine()).orElseThrow();
        change(machine());

        Restored restored = restore(new RestoreSpec.Original(job, machine(), configuration, disks(content)), content);

        assertThat(restored.machine()).isEqualTo(machine());
        assertThat(fabric.find(machine())).contains(before);
        assertThat(count(fabric)).isEqualTo(machines());
        assertSame(machine(), content);
    }

    @Test
    void an_original_restore_that_is_given_up_changes_nothing() {
        Map<String, byte[]> content = new HashMap<>();
        String configuration = configurationAnd(content);
        change(machine());
        Map<String, byte[]> changed = new HashMap<>();
        configurationAnd(changed);

        try (RestoreSession session =
                fabric.prepareRestore(new RestoreSpec.Original(job, machine(), configuration, disks(content)))) {
            writeAll(session, content);
        }

        assertSame(machine(), changed);
        assertThat(fabric.reconcile(any -> false)).isEmpty();
    }

    @Test
    void a_machine_that_is_gone_cannot_be_restored_over() {
        Map<String, byte[]> content = new HashMap<>();
        RestoreSpec spec = new RestoreSpec.Original(job, UUID.randomUUID(), configurationAnd(content), disks(content));

        assertThat(fabric.conflicts(spec)).extracting(FieldError::code).contains("SourceGone");
        assertFails(ErrorCode.SourceGone, () -> fabric.prepareRestore(spec));
    }

    @Test
    void leftovers_of_dead_jobs_are_cleaned_and_their_attempts_cannot_commit() {
        Map<String, byte[]> content = new HashMap<>();
        RestoreSpec spec = newMachine("ghost", configurationAnd(content), content);
        try (RestoreSession dead = fabric.prepareRestore(spec)) {
            writeAll(dead, content);
            assertThat(fabric.reconcile(any -> true)).isEmpty();
            assertThat(fabric.reconcile(any -> false)).hasSize(1);

            assertThatThrownBy(dead::commit).isInstanceOf(HoldfastException.class);
        }
        assertThat(count(fabric)).isEqualTo(machines());
        assertThat(fabric.reconcile(any -> false)).isEmpty();
    }

    @Test
    void a_second_attempt_of_a_job_wins_over_the_first() {
        Map<String, byte[]> content = new HashMap<>();
        RestoreSpec spec = newMachine("fenced", configurationAnd(content), content);
        try (RestoreSession first = fabric.prepareRestore(spec)) {
            writeAll(first, content);
            Restored restored = restore(spec, content);

            assertThatThrownBy(first::commit).isInstanceOf(HoldfastException.class);
            assertSame(restored.machine(), content);
        }
        assertThat(count(fabric)).isEqualTo(machines() + 1);
    }

    private Restored restore(RestoreSpec spec, Map<String, byte[]> content) {
        try (RestoreSession session = fabric.prepareRestore(spec)) {
            writeAll(session, content);
            return session.commit();
        }
    }

    private Map<String, String> backUp(Map<String, byte[]> content) {
        try (MachineSnapshot snapshot = fabric.snapshot(machine(), options(Map.of()))) {
            snapshot.disks().forEach(disk -> content.put(disk.name(), read(disk, 0, (int) disk.sizeBytes())));
            SnapshotResult result = snapshot.finish();
            snapshot.keepCheckpoints();
            return result.checkpoints();
        }
    }

    private String configurationAnd(Map<String, byte[]> content) {
        try (MachineSnapshot snapshot = fabric.snapshot(machine(), options(Map.of()))) {
            snapshot.disks().forEach(disk -> content.put(disk.name(), read(disk, 0, (int) disk.sizeBytes())));
            return snapshot.configuration();
        }
    }

    private void assertSame(UUID machine, Map<String, byte[]> content) {
        try (MachineSnapshot snapshot = fabric.snapshot(machine, options(Map.of()))) {
            assertThat(snapshot.disks())
                    .extracting(SnapshotDisk::name)
                    .containsExactlyInAnyOrderElementsOf(content.keySet());
            snapshot.disks().forEach(disk -> assertThat(read(disk, 0, (int) disk.sizeBytes()))
                    .isEqualTo(content.get(disk.name())));
        }
    }

    private RestoreSpec newMachine(String name, String configuration, Map<String, byte[]> content) {
        return newMachine(job, name, configuration, content);
    }

    private static RestoreSpec newMachine(UUID job, String name, String configuration, Map<String, byte[]> content) {
        return new RestoreSpec.NewMachine(job, "restored", name, configuration, disks(content));
    }

    protected static List<RestoreDisk> disks(Map<String, byte[]> content) {
        List<RestoreDisk> disks = new ArrayList<>();
        content.forEach((name, bytes) -> disks.add(new RestoreDisk(name, bytes.length, bytes.length)));
        return disks;
    }

    protected static SnapshotOptions options(Map<String, String> base) {
        return new SnapshotOptions(UUID.randomUUID(), base, Duration.ofSeconds(10), false);
    }

    /** In pieces of 64 KiB from several threads, all-zero pieces left out, as a mover does. */
    protected static void writeAll(RestoreSession session, Map<String, byte[]> content) {
        content.forEach((disk, bytes) -> IntStream.iterate(0, at -> at < bytes.length, at -> at + 65536)
                .parallel()
                .forEach(at -> {
                    byte[] piece = java.util.Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 65536));
                    if (!java.util.Arrays.equals(piece, new byte[piece.length])) {
                        session.write(disk, at, ByteBuffer.wrap(piece));
                    }
                }));
    }

    protected static byte[] read(SnapshotDisk disk, long offset, int length) {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        disk.read(offset, buffer);
        assertThat(buffer.hasRemaining()).isFalse();
        return buffer.array();
    }

    protected static void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(HoldfastException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }

    private static int count(Fabric fabric) {
        int[] count = new int[1];
        fabric.discover(machine -> count[0]++);
        return count[0];
    }
}
