package io.holdfast.fabric.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.FabricKind;
import io.holdfast.fabric.Fabric;
import io.holdfast.fabric.FabricEnvironment;
import io.holdfast.fabric.Fabrics;
import io.holdfast.fabric.RestoreDisk;
import io.holdfast.fabric.RestoreSession;
import io.holdfast.fabric.RestoreSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mover that dies in the middle of exchanging disks, at every step of it. */
class SwapIT {
    private static final UUID ID = UUID.fromString("2d9b1c5e-6a33-4d0a-9a30-0e6a6a1f2c11");
    private static final String BEFORE = "id: " + ID + "\ndisks: [{name: a, file: a.raw}, {name: b, file: b.raw}]\n";

    @TempDir
    Path root;

    private final UUID job = UUID.randomUUID();
    private final String after = BEFORE + "restoredByJob: " + job + "\n";
    private final Swap swap =
            new Swap("m", List.of(new Swap.Disk("a.raw", "a.raw"), new Swap.Disk("b.raw", "b.raw")), after);
    private Path machine;
    private Attempt attempt;

    @BeforeEach
    void disks_staged_and_the_journal_written() throws IOException {
        new MachinesOnDisk(root).manifest("cs/m", BEFORE);
        machine = root.resolve("cs/m");
        Files.writeString(machine.resolve("a.raw"), "old a");
        Files.writeString(machine.resolve("b.raw"), "old b");
        attempt = Attempt.begin(root.resolve("cs"), job);
        Files.createDirectory(attempt.file("new"));
        Files.writeString(attempt.file("new/a.raw"), "new a");
        Files.writeString(attempt.file("new/b.raw"), "new b");
        attempt.writeDurably("swap.json", new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(swap));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void a_swap_that_died_after_any_step_is_completed_by_reconcile(int steps) throws IOException {
        List<Step> all = List.of(
                () -> Files.move(machine.resolve("a.raw"), attempt.file("previous-0")),
                () -> Files.move(attempt.file("new/a.raw"), machine.resolve("a.raw")),
                () -> Files.move(machine.resolve("b.raw"), attempt.file("previous-1")),
                () -> Files.move(attempt.file("new/b.raw"), machine.resolve("b.raw")),
                () -> attempt.writeDurably("machine.yaml.new", after));
        for (Step step : all.subList(0, steps)) {
            step.run();
        }

        assertThat(fabric().reconcile(any -> false)).hasSize(1);

        assertCompleted();
    }

    @Test
    void the_jobs_next_attempt_completes_it_too_and_finds_itself_committed() throws IOException {
        Files.move(machine.resolve("a.raw"), attempt.file("previous-0"));

        try (RestoreSession session = fabric().prepareRestore(spec())) {
            assertThat(session.committed()).isPresent();
            assertThat(session.commit().machine()).isEqualTo(ID);
        }

        assertCompleted();
    }

    @Test
    void a_swap_that_had_not_begun_when_its_mover_died_is_given_up_when_the_machine_was_started_since()
            throws IOException {
        String started = BEFORE + "powerState: Running\n";
        Files.writeString(machine.resolve("machine.yaml"), started);

        assertThat(fabric().reconcile(any -> false)).singleElement().asString().contains("Gave up");

        assertThat(machine.resolve("a.raw")).hasContent("old a");
        assertThat(machine.resolve("b.raw")).hasContent("old b");
        assertThat(machine.resolve("machine.yaml")).hasContent(started);
        assertThat(root.resolve("cs/.holdfast")).doesNotExist();
    }

    @Test
    void attempts_that_begin_while_others_end_find_their_folder() throws Exception {
        attempt.delete();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Void>> movers = Collections.nCopies(4, () -> {
                for (int i = 0; i < 1000; i++) {
                    Attempt mine = Attempt.begin(root.resolve("cs"), UUID.randomUUID());
                    Files.writeString(mine.file("frozen"), "");
                    mine.delete();
                }
                return null;
            });
            for (Future<Void> mover : threads.invokeAll(movers)) {
                mover.get();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(root.resolve("cs/.holdfast")).doesNotExist();
    }

    @Test
    void a_restored_disk_takes_no_file_that_a_missing_disk_has() throws IOException {
        attempt.delete();
        String swapped = "id: " + ID + "\ndisks: [{name: a, file: a.raw}, {name: b, file: c.raw}]\n";
        Files.writeString(machine.resolve("machine.yaml"), swapped);

        RestoreSpec spec = new RestoreSpec.Original(
                job, ID, BEFORE, List.of(new RestoreDisk("b", 5, 5), new RestoreDisk("c", 5, 5)));
        try (RestoreSession session = fabric().prepareRestore(spec)) {
            session.write("b", 0, ByteBuffer.wrap("new b".getBytes(StandardCharsets.UTF_8)));
            session.write("c", 0, ByteBuffer.wrap("new c".getBytes(StandardCharsets.UTF_8)));
            session.commit();
        }

        assertThat(machine.resolve("c.raw")).hasContent("new b");
        assertThat(machine.resolve("restored-1-c.raw")).hasContent("new c");
        assertThat(fabric().find(ID).orElseThrow().problem()).isNull();
    }

    @Test
    void a_step_that_fails_takes_all_of_them_back() throws IOException {
        Files.delete(attempt.file("swap.json"));
        Files.writeString(machine.resolve("plain"), "");
        Swap bad = new Swap("m", List.of(swap.disks().get(0), new Swap.Disk("b.raw", "plain/b.raw")), after);

        assertThatThrownBy(() -> bad.begin(attempt)).isInstanceOf(IOException.class);

        assertThat(machine.resolve("a.raw")).hasContent("old a");
        assertThat(machine.resolve("b.raw")).hasContent("old b");
        assertThat(machine.resolve("machine.yaml")).hasContent(BEFORE);
        assertThat(fabric().reconcile(any -> false)).hasSize(1);
        assertThat(machine.resolve("a.raw")).hasContent("old a");
        assertThat(root.resolve("cs/.holdfast")).doesNotExist();
    }

    @Test
    void a_swap_that_died_while_it_wrote_the_manifest_is_completed() throws IOException {
        Files.writeString(attempt.file("machine.yaml.new.tmp"), "half of");

        assertThat(fabric().reconcile(any -> false)).hasSize(1);

        assertCompleted();
    }

    @Test
    void a_journal_that_leads_out_of_the_machines_folder_is_refused() throws IOException {
        Path outside = Files.createDirectory(root.resolve("outside"));
        Files.createSymbolicLink(machine.resolve("link"), outside);
        List<Swap> hostile = List.of(
                new Swap("../outside", swap.disks(), after),
                new Swap("m", List.of(new Swap.Disk("a.raw", "../../outside/a.raw")), after),
                new Swap("m", List.of(new Swap.Disk("a.raw", outside + "/a.raw")), after),
                new Swap("m", List.of(new Swap.Disk("a.raw", "link/a.raw")), after),
                new Swap("m", List.of(new Swap.Disk("../../../m/b.raw", "c.raw")), after));
        Files.delete(attempt.file("swap.json"));
        for (Swap journal : hostile) {
            Attempt forged = Attempt.begin(root.resolve("cs"), UUID.randomUUID());
            Files.createDirectory(forged.file("new"));
            Files.writeString(forged.file("new/a.raw"), "new a");
            forged.writeDurably(
                    "swap.json", new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(journal));
        }

        assertThatThrownBy(() -> fabric().reconcile(any -> false)).isInstanceOf(HoldfastException.class);

        assertThat(outside).isEmptyDirectory();
        assertThat(machine.resolve("b.raw")).hasContent("old b");
        assertThat(machine.resolve("c.raw")).doesNotExist();
        assertThat(root.resolve("machine.yaml")).doesNotExist();
    }

    @Test
    void a_folder_of_attempts_that_is_a_link_is_left_alone(@TempDir Path elsewhere) throws IOException {
        Path job = Files.createDirectory(elsewhere.resolve(UUID.randomUUID() + ".x"));
        Files.createDirectory(root.resolve("linked"));
        Files.createSymbolicLink(root.resolve("linked/.holdfast"), elsewhere);

        fabric().reconcile(any -> false);

        assertThat(job).isDirectory();
        assertThatThrownBy(() -> Attempt.begin(root.resolve("linked"), UUID.randomUUID()))
                .isInstanceOf(IOException.class);
    }

    private void assertCompleted() {
        assertThat(machine.resolve("a.raw")).hasContent("new a");
        assertThat(machine.resolve("b.raw")).hasContent("new b");
        assertThat(machine.resolve("machine.yaml")).hasContent(after);
        assertThat(root.resolve("cs/.holdfast")).doesNotExist();
        assertThat(fabric().reconcile(any -> false)).isEmpty();
    }

    private RestoreSpec spec() {
        return new RestoreSpec.Original(
                job, ID, BEFORE, List.of(new RestoreDisk("a", 5, 5), new RestoreDisk("b", 5, 5)));
    }

    private Fabric fabric() {
        return new Fabrics(FabricEnvironment.unrestricted(null))
                .open(FabricKind.Directory, "files", Map.of("path", root.toString()));
    }

    private interface Step {
        void run() throws IOException;
    }
}
