package io.holdfast.fabric.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.discovery.DeploymentModel;
import io.holdfast.contracts.discovery.FabricKind;
import io.holdfast.contracts.job.JobWarning;
import io.holdfast.contracts.protection.Consistency;
import io.holdfast.fabric.DiscoveredMachine;
import io.holdfast.fabric.Fabric;
import io.holdfast.fabric.FabricContract;
import io.holdfast.fabric.FabricEnvironment;
import io.holdfast.fabric.Fabrics;
import io.holdfast.fabric.MachineSnapshot;
import io.holdfast.fabric.MutableClock;
import io.holdfast.fabric.RestoreDisk;
import io.holdfast.fabric.RestoreSession;
import io.holdfast.fabric.RestoreSpec;
import io.holdfast.fabric.SnapshotDisk;
import io.holdfast.fabric.SnapshotResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryFabricIT extends FabricContract {
    private static final UUID WEB = UUID.fromString("0b8b1c5e-6a33-4d0a-9a30-0e6a6a1f2c11");
    private static final String OFF = """
            id: %s
            # two disks
            disks:
              - {name: root, file: root.raw}
              - {name: data, file: disks/data.img}
            """.formatted(WEB);

    @TempDir
    Path root;

    private final MutableClock clock = new MutableClock(Instant.now());
    private MachinesOnDisk disk;

    @BeforeEach
    void three_machines() {
        disk = new MachinesOnDisk(root);
        disk.manifest("alpha/web", OFF);
        disk.image("alpha/web", "root.raw", 3_000_001);
        disk.image("alpha/web", "disks/data.img", 1 << 20);
        disk.manifest(
                "alpha/db",
                "disks: [{name: root, file: root.raw}]\ndeploymentModel: resource-manager\npowerState: Running");
        disk.image("alpha/db", "root.raw", 1 << 20);
        disk.manifest("beta/web", "disks: [{name: root, file: root.raw}]");
        disk.image("beta/web", "root.raw", 1 << 20);
    }

    @Override
    protected Fabric open() {
        return new Fabrics(new FabricEnvironment(List.of(root), null, true, clock))
                .open(FabricKind.Directory, "files", Map.of("path", root.toString()));
    }

    @Override
    protected UUID machine() {
        return WEB;
    }

    @Override
    protected void change(UUID machine) {
        disk.writeInto(root.resolve("alpha/web/root.raw"), 1_500_000);
    }

    @Override
    protected void rest() {
        clock.advance(Duration.ofSeconds(10));
    }

    @Override
    protected int machines() {
        return 3;
    }

    @Test
    void machines_of_one_name_are_told_apart_by_their_cloud_service() {
        assertThat(discover())
                .extracting(
                        DiscoveredMachine::cloudService, DiscoveredMachine::name, DiscoveredMachine::deploymentModel)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("alpha", "db", DeploymentModel.ResourceManager),
                        org.assertj.core.groups.Tuple.tuple("alpha", "web", DeploymentModel.Classic),
                        org.assertj.core.groups.Tuple.tuple("beta", "web", DeploymentModel.Classic));
    }

    @Test
    void an_id_made_from_the_place_stays_the_same() {
        assertThat(discover()).isEqualTo(discover());
    }

    @Test
    void a_broken_manifest_is_a_problem_of_its_machine_only_and_keeps_the_id() {
        disk.manifest("alpha/web", OFF + "colour: [");

        List<DiscoveredMachine> machines = discover();

        assertThat(machines).hasSize(3);
        assertThat(machines.get(1).id()).isEqualTo(WEB);
        assertThat(machines.get(1).problem()).contains("machine.yaml").contains("line");
        assertThat(machines).filteredOn(m -> m.problem() == null).hasSize(2);
        assertFails(ErrorCode.InvalidMachineManifest, () -> snapshot(WEB));
        assertThat(connected().check().ok()).isFalse();
    }

    @Test
    void a_manifest_too_large_or_no_text_is_refused_unread() throws IOException {
        disk.manifest("alpha/web", "#".repeat(70_000));
        Files.write(disk.folder("beta/web/machine.yaml"), new byte[] {(byte) 0xC3, 0x28});

        assertThat(discover())
                .extracting(DiscoveredMachine::problem)
                .satisfiesExactly(
                        db -> assertThat(db).isNull(),
                        web -> assertThat(web).contains("64 KiB"),
                        text -> assertThat(text).contains("UTF-8"));
    }

    @Test
    void an_image_outside_the_machines_folder_is_refused() {
        disk.manifest("alpha/web", "id: " + WEB + "\ndisks: [{name: root, file: ../db/root.raw}]");

        assertThat(discover().get(1).problem()).contains("inside the machine's folder");
        assertFails(ErrorCode.InvalidMachineManifest, () -> snapshot(WEB));
    }

    @Test
    void symbolic_links_are_refused_wherever_they_stand() throws IOException {
        Path image = disk.folder("alpha/web/root.raw");
        Files.move(image, root.resolve("elsewhere.raw"));
        Files.createSymbolicLink(image, root.resolve("elsewhere.raw"));
        assertFails(ErrorCode.InvalidMachineManifest, () -> snapshot(WEB));
        Files.delete(image);
        Files.move(root.resolve("elsewhere.raw"), image);

        Path folder = disk.folder("alpha/web/disks");
        Files.move(folder, root.resolve("elsewhere"));
        Files.createSymbolicLink(folder, root.resolve("elsewhere"));
        assertFails(ErrorCode.InvalidMachineManifest, () -> snapshot(WEB));
        assertThat(discover()).filteredOn(m -> m.id().equals(WEB)).first().satisfies(m -> assertThat(m.problem())
                .contains("symbolic link"));

        Path manifest = disk.folder("beta/web/machine.yaml");
        Files.move(manifest, root.resolve("machine.yaml"));
        Files.createSymbolicLink(manifest, root.resolve("machine.yaml"));
        assertThat(discover())
                .filteredOn(m -> m.cloudService().equals("beta"))
                .first()
                .satisfies(m -> assertThat(m.problem()).contains("link"));
    }

    @Test
    void a_missing_image_fails_with_its_disk_named() throws IOException {
        Files.delete(disk.folder("alpha/web/disks/data.img"));

        assertThat(discover().get(1).problem()).contains("data");
        assertFails(ErrorCode.DiskMissing, () -> snapshot(WEB));
    }

    @Test
    void an_image_that_is_no_plain_file_is_unreadable() throws IOException {
        Path image = disk.folder("alpha/web/root.raw");
        Files.delete(image);
        Files.createDirectory(image);

        assertFails(ErrorCode.DiskUnreadable, () -> snapshot(WEB));
    }

    @Test
    void an_image_that_shrinks_while_it_is_read_fails_the_read() {
        try (MachineSnapshot snapshot = snapshot(WEB)) {
            disk.resize(disk.folder("alpha/web/root.raw"), 1000);

            assertFails(ErrorCode.DiskShrank, () -> read(snapshot.disks().get(0), 0, 3_000_000));
        }
    }

    @Test
    void every_kind_of_buffer_and_alignment_reads_the_same() throws IOException {
        byte[] image = Files.readAllBytes(disk.folder("alpha/web/root.raw"));
        try (MachineSnapshot snapshot = snapshot(WEB)) {
            SnapshotDisk root = snapshot.disks().get(0);
            for (int offset : new int[] {0, 1, 4096, 500_000, 2_998_272}) {
                for (int length : new int[] {0, 1, 511, 4096, 8193, 700_000, image.length - offset}) {
                    if (offset + length <= image.length) {
                        byte[] wanted = Arrays.copyOfRange(image, offset, offset + length);
                        for (ByteBuffer buffer : buffers(length)) {
                            root.read(offset, buffer.mark());
                            byte[] got = new byte[length];
                            buffer.reset().get(got);
                            assertThat(got).as("%d+%d", offset, length).isEqualTo(wanted);
                        }
                    }
                }
            }
        }
    }

    private static List<ByteBuffer> buffers(int length) {
        return List.of(
                ByteBuffer.allocate(length),
                ByteBuffer.allocateDirect(length),
                ByteBuffer.allocateDirect(length + 8192).alignedSlice(4096).limit(length),
                ByteBuffer.allocateDirect(length + 7).position(3).limit(length + 3));
    }

    @Test
    void an_image_written_while_it_is_read_gives_a_warning_no_mark_and_crash_consistency() {
        rest();
        try (MachineSnapshot snapshot = snapshot(WEB)) {
            disk.writeInto(disk.folder("alpha/web/root.raw"), 100);

            SnapshotResult result = snapshot.finish();

            assertThat(result.warnings()).extracting(JobWarning::code).containsExactly("ImageChanged");
            assertThat(result.consistency()).isEqualTo(Consistency.Crash);
            assertThat(result.checkpoints()).containsOnlyKeys("data");
        }
    }

    @Test
    void a_write_that_hides_its_time_is_noticed_too() {
        Path image = disk.folder("alpha/web/root.raw");
        Instant before = Instant.parse("2020-01-01T00:00:00Z");
        disk.modifiedAt(image, before);
        try (MachineSnapshot snapshot = snapshot(WEB)) {
            disk.writeInto(image, 100);
            disk.modifiedAt(image, before);

            assertThat(snapshot.finish().warnings())
                    .extracting(JobWarning::code)
                    .containsExactly("ImageChanged");
        }
    }

    @Test
    void an_image_written_a_moment_ago_gets_no_mark() {
        change(WEB);
        try (MachineSnapshot snapshot = snapshot(WEB)) {
            assertThat(snapshot.finish().checkpoints()).doesNotContainKey("root");
        }
    }

    @Test
    void of_two_folders_with_one_id_the_second_has_a_problem() {
        disk.manifest("beta/web", OFF);
        disk.image("beta/web", "disks/data.img", 4096);

        List<DiscoveredMachine> machines = discover();

        assertThat(machines).extracting(DiscoveredMachine::id).doesNotHaveDuplicates();
        assertThat(machines.get(1).problem()).isNull();
        assertThat(machines.get(2).problem()).contains("alpha/web");
        assertFails(
                ErrorCode.InvalidMachineManifest, () -> snapshot(machines.get(2).id()));
    }

    @Test
    void a_machine_is_found_again_after_its_folder_was_moved() throws IOException {
        Fabric fabric = connected();
        assertThat(fabric.find(WEB)).isPresent();

        Files.createDirectories(root.resolve("gamma"));
        Files.move(disk.folder("alpha/web"), root.resolve("gamma/web-2"));

        assertThat(fabric.find(WEB))
                .hasValueSatisfying(m -> assertThat(m.cloudService()).isEqualTo("gamma"));
    }

    @Test
    void a_root_that_is_away_is_unavailable_and_not_empty() throws IOException {
        Fabric gone = new Fabrics(FabricEnvironment.unrestricted(null))
                .open(FabricKind.Directory, "gone", Map.of("path", root + "/nosuch"));

        assertFails(ErrorCode.FabricUnavailable, () -> gone.discover(machine -> {}));
        assertThat(gone.check().ok()).isFalse();
    }

    @Test
    void a_root_that_leads_out_of_the_allowed_folders_is_refused(@TempDir Path outside) throws IOException {
        Path link = Files.createSymbolicLink(root.resolve("out"), outside);

        assertFails(ErrorCode.InvalidFabricSettings, () -> new Fabrics(
                        new FabricEnvironment(List.of(root), null, true, clock))
                .open(FabricKind.Directory, "out", Map.of("path", link.toString())));
    }

    @Test
    void a_restored_machine_is_sparse_and_drops_the_hooks_of_its_source() throws IOException {
        String source = OFF + "freeze: {command: [sync]}\nthaw: {command: [sync]}\ndeploymentModel: resource-manager";
        RestoreSpec spec = new RestoreSpec.NewMachine(
                job, "gamma", "big", source, List.of(new RestoreDisk("root", 1L << 30, 4096)));
        try (RestoreSession session = connected().prepareRestore(spec)) {
            session.write("root", 500_000_000, ByteBuffer.wrap(new byte[] {1, 2, 3}));
            session.commit();
        }

        Path image = root.resolve("gamma/big/root.raw");
        assertThat(Files.size(image)).isEqualTo(1L << 30);
        Manifest manifest = ManifestFormat.parse(Files.readString(root.resolve("gamma/big/machine.yaml")));
        assertThat(manifest.freeze()).isNull();
        assertThat(manifest.deploymentModel()).isEqualTo(DeploymentModel.ResourceManager);
        Process du = new ProcessBuilder("du", "-k", image.toString()).start();
        String kib = new String(du.getInputStream().readAllBytes()).split("\\s")[0];
        assertThat(Integer.parseInt(kib)).isLessThan(64);
    }

    @Test
    void a_restore_given_up_in_a_new_cloud_service_removes_that_too() {
        RestoreSpec spec = new RestoreSpec.NewMachine(job, "gamma", "x", OFF, List.of(new RestoreDisk("root", 10, 10)));
        connected().prepareRestore(spec).close();

        assertThat(disk.everything()).noneMatch(path -> path.toString().contains("gamma"));
        assertThat(disk.everything()).noneMatch(path -> path.toString().contains(".holdfast"));
    }

    @Test
    void names_that_would_leave_the_tree_are_refused() {
        for (String name : List.of("../x", "a/b", "..", ".hidden", "", " x", "x".repeat(300), "a\0b")) {
            assertThat(conflicts(new RestoreSpec.NewMachine(job, "alpha", name, OFF, List.of())))
                    .as(name)
                    .containsExactly("/target/name TargetUnavailable");
            assertThat(conflicts(new RestoreSpec.NewMachine(job, name, "x", OFF, List.of())))
                    .as(name)
                    .containsExactly("/target/cloudService TargetUnavailable");
        }
    }

    @Test
    void a_restore_that_cannot_fit_is_refused_before_it_begins() {
        RestoreSpec spec = new RestoreSpec.NewMachine(
                job, "alpha", "huge", OFF, List.of(new RestoreDisk("root", 1L << 60, 1L << 60)));

        assertThat(conflicts(spec)).containsExactly("/target TargetFull");
        assertFails(ErrorCode.TargetFull, () -> connected().prepareRestore(spec));
        assertThat(disk.everything()).noneMatch(path -> path.toString().contains(".holdfast"));
    }

    @Test
    void a_full_target_disk_says_so() throws IOException {
        try (var full =
                java.nio.channels.FileChannel.open(Path.of("/dev/full"), java.nio.file.StandardOpenOption.WRITE)) {
            assertFails(ErrorCode.TargetFull, () -> StagedDisks.writeFully(full, 0, ByteBuffer.allocate(10)));
        }
    }

    @Test
    void a_running_machine_is_not_restored_over_even_if_started_late() {
        UUID db = discover().get(0).id();
        assertThat(conflicts(new RestoreSpec.Original(job, db, OFF, List.of())))
                .containsExactly("/target/kind MachineRunning");

        Map<String, byte[]> content = Map.of("root", new byte[3_000_001]);
        try (RestoreSession session =
                connected().prepareRestore(new RestoreSpec.Original(job, WEB, OFF, disks(content)))) {
            disk.manifest("alpha/web", OFF + "powerState: Running\n");
            assertFails(ErrorCode.MachineRunning, session::commit);
        }
    }

    @Test
    void an_original_restore_keeps_the_manifest_the_other_disks_and_adds_what_was_removed() throws IOException {
        Map<String, byte[]> content = new HashMap<>();
        content.put("root", new byte[] {1, 2, 3});
        content.put("old", new byte[] {4, 5});
        byte[] data = Files.readAllBytes(disk.folder("alpha/web/disks/data.img"));
        try (RestoreSession session =
                connected().prepareRestore(new RestoreSpec.Original(job, WEB, OFF, disks(content)))) {
            writeAll(session, content);
            session.commit();
        }

        assertThat(disk.folder("alpha/web/root.raw")).hasBinaryContent(content.get("root"));
        assertThat(disk.folder("alpha/web/old.raw")).hasBinaryContent(content.get("old"));
        assertThat(disk.folder("alpha/web/disks/data.img")).hasBinaryContent(data);
        assertThat(connected().find(WEB).orElseThrow().disks()).hasSize(3);
        assertThat(disk.everything()).noneMatch(path -> path.toString().contains(".holdfast"));
    }

    @Test
    void an_original_restore_makes_the_folders_again_that_its_disks_lay_in() throws IOException {
        Files.delete(disk.folder("alpha/web/disks/data.img"));
        Files.delete(disk.folder("alpha/web/disks"));
        Map<String, byte[]> content = Map.of("data", new byte[] {1, 2, 3});
        try (RestoreSession session =
                connected().prepareRestore(new RestoreSpec.Original(job, WEB, OFF, disks(content)))) {
            writeAll(session, content);
            session.commit();
        }

        assertThat(disk.folder("alpha/web/disks/data.img")).hasBinaryContent(content.get("data"));
    }

    @Test
    void an_original_restore_does_not_write_through_a_link(@TempDir Path outside) throws IOException {
        Files.delete(disk.folder("alpha/web/disks/data.img"));
        Files.delete(disk.folder("alpha/web/disks"));
        Files.createSymbolicLink(disk.folder("alpha/web/disks"), outside);
        Map<String, byte[]> content = Map.of("data", new byte[] {1, 2, 3});

        assertFails(ErrorCode.InvalidMachineManifest, () -> connected()
                .prepareRestore(new RestoreSpec.Original(job, WEB, OFF, disks(content))));

        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void disks_go_to_a_folder_of_the_restore_folder_and_nowhere_else(@TempDir Path restores) throws IOException {
        RestoreFolder folder = new Fabrics(FabricEnvironment.unrestricted(restores))
                .restoreFolder()
                .orElseThrow();
        Map<String, byte[]> content = Map.of("root", new byte[] {7, 8, 9});

        for (String bad : List.of("../x", "/etc/x", "", ".holdfast", "a/../../b")) {
            assertThat(folder.conflicts(job, bad, disks(content)))
                    .extracting(FieldError::code)
                    .containsExactly("TargetUnavailable");
        }
        folder.prepare(job, "web/today", OFF, disks(content)).close();
        assertThat(restores).isEmptyDirectory();
        try (RestoreSession session = folder.prepare(job, "web/today", OFF, disks(content))) {
            writeAll(session, content);
            assertThat(session.commit().location()).isEqualTo("web/today");
        }

        assertThat(restores.resolve("web/today/root.raw")).hasBinaryContent(content.get("root"));
        assertThat(restores.resolve("web/today/configuration.txt")).hasContent(OFF);
        assertThat(restores.resolve(".holdfast")).doesNotExist();
        assertThat(folder.conflicts(job, "web/today", disks(content))).isEmpty();
        assertThat(folder.prepare(job, "web/today", OFF, disks(content)).committed())
                .isPresent();
        assertThat(folder.conflicts(UUID.randomUUID(), "web/today", disks(content)))
                .extracting(FieldError::code)
                .containsExactly("TargetExists");
        folder.prepare(UUID.randomUUID(), "dead", OFF, disks(content));
        assertThat(folder.reconcile(any -> false)).hasSize(1);
        assertThat(restores.resolve(".holdfast")).doesNotExist();
    }

    private List<String> conflicts(RestoreSpec spec) {
        return connected().conflicts(spec).stream()
                .map(e -> e.pointer() + " " + e.code())
                .toList();
    }

    private Fabric connected() {
        return open();
    }

    private MachineSnapshot snapshot(UUID machine) {
        return connected().snapshot(machine, options(Map.of()));
    }

    private List<DiscoveredMachine> discover() {
        List<DiscoveredMachine> machines = new ArrayList<>();
        connected().discover(machines::add);
        return machines;
    }
}
