package io.holdfast.fabric.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.DeploymentModel;
import io.holdfast.contracts.discovery.PowerState;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestFormatTest {
    private static final String FULL = """
            # web front end
            id: 0b8b1c5e-6a33-4d0a-9a30-0e6a6a1f2c11
            name: web-01
            deploymentModel: resource-manager
            powerState: running
            disks:
              - name: root
                file: root.raw
              - name: data
                file: disks/data.raw
            freeze:
              command: [./freeze, --now]
              deadlineSeconds: 5
              applicationConsistent: true
            thaw:
              command: [./thaw]
            """;

    @Test
    void everything_that_can_be_said_is_read() {
        Manifest manifest = ManifestFormat.parse(FULL);

        assertThat(manifest)
                .isEqualTo(new Manifest(
                        UUID.fromString("0b8b1c5e-6a33-4d0a-9a30-0e6a6a1f2c11"),
                        "web-01",
                        DeploymentModel.ResourceManager,
                        PowerState.Running,
                        List.of(new Manifest.Disk("root", "root.raw"), new Manifest.Disk("data", "disks/data.raw")),
                        new Manifest.Hook(List.of("./freeze", "--now"), Duration.ofSeconds(5)),
                        new Manifest.Hook(List.of("./thaw"), Duration.ofSeconds(10)),
                        true,
                        null));
    }

    @Test
    void what_is_written_reads_back_the_same() {
        Manifest manifest = ManifestFormat.parse(FULL);

        assertThat(ManifestFormat.parse(ManifestFormat.write(manifest))).isEqualTo(manifest);
    }

    @Test
    void a_disk_is_all_that_must_be_said() {
        Manifest manifest = ManifestFormat.parse("disks: [{name: root, file: root.raw}]");

        assertThat(manifest.deploymentModel()).isEqualTo(DeploymentModel.Classic);
        assertThat(manifest.powerState()).isEqualTo(PowerState.Off);
        assertThat(manifest.id()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Off", "off", "OFF", "\"Off\""})
    void off_is_a_power_state_though_yaml_takes_it_for_a_boolean(String word) {
        assertThat(ManifestFormat.parse("disks: [{name: root, file: a}]\npowerState: " + word)
                        .powerState())
                .isEqualTo(PowerState.Off);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "just text",
                "disks: [",
                "disks: []",
                "disks: [{name: root}]",
                "disks: [{name: root, file: ../root.raw}]",
                "disks: [{name: root, file: a/../../root.raw}]",
                "disks: [{name: root, file: /etc/shadow}]",
                "disks: [{name: root, file: ./root.raw}]",
                "disks: [{name: root, file: .hidden}]",
                "disks: [{name: root, file: machine.yaml}]",
                "disks: [{name: root, file: \"a\\0b\"}]",
                "disks: [{name: ../x, file: a}]",
                "disks: [{name: a, file: a}, {name: a, file: b}]",
                "disks: [{name: a, file: a}, {name: b, file: a}]",
                "disks: [{name: root, file: a}]\ncolour: red",
                "disks: [{name: root, file: a}]\ndisks: [{name: root, file: b}]",
                "disks: [{name: root, file: a}]\nid: 7",
                "disks: [{name: root, file: a}]\nid: 1-1-1-1-1",
                "disks: [{name: root, file: a}]\npowerState: asleep",
                "disks: [{name: root, file: a}]\ndeploymentModel: Classic",
                "disks: [{name: root, file: a}]\nname: 7",
                "disks: [{name: root, file: a}]\nfreeze: {command: sync; thaw}",
                "disks: [{name: root, file: a}]\nfreeze: {command: [sync]}",
                "disks: [{name: root, file: a}]\nfreeze: {command: [sync], deadlineSeconds: 0}\nthaw: {command: [sync]}",
                "disks: [{name: root, file: a}]\n---\nname: second document",
                "a: &x [1]\ndisks: *x",
                "disks: &d [{name: root, file: a}]",
                "a: [[[[[[[[[[[[[[1]]]]]]]]]]]]]]",
                "\u0000",
                "!!javax.script.ScriptEngineManager [x]"
            })
    void anything_else_is_refused_with_one_clear_error(String text) {
        assertThatThrownBy(() -> ManifestFormat.parse(text)).isInstanceOfSatisfying(HoldfastException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.InvalidMachineManifest);
            assertThat(e.failure().message()).startsWith("machine.yaml: ").hasSizeLessThan(300);
        });
    }

    @Test
    void a_bomb_of_aliases_is_refused_at_once() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 30; i++) {
            String before = "*a" + (i - 1);
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, String.join(",", List.of(before, before, before, before))));
        }
        assertThatThrownBy(() -> ManifestFormat.parse(bomb.toString())).hasMessageContaining("anchors");
    }

    @Test
    void a_broken_file_keeps_its_id_where_it_can_be_seen() {
        String broken = FULL + "\ncolour: [";

        assertThat(ManifestFormat.salvageId(broken)).contains(UUID.fromString("0b8b1c5e-6a33-4d0a-9a30-0e6a6a1f2c11"));
        assertThat(ManifestFormat.salvageId("name: x")).isEmpty();
    }

    @Test
    void a_restore_leaves_comments_alone() {
        UUID job = UUID.randomUUID();
        Manifest manifest = ManifestFormat.parse(FULL);

        String once = ManifestEdit.afterRestore(FULL, manifest, manifest.disks(), UUID.randomUUID());
        String twice = ManifestEdit.afterRestore(once, manifest, manifest.disks(), job);

        assertThat(twice).isEqualTo(FULL + "restoredByJob: " + job + "\n");
        assertThat(ManifestFormat.parse(twice).restoredByJob()).isEqualTo(job);
    }

    @Test
    void a_file_in_an_unusual_form_is_written_anew() {
        String flow = "{disks: [{name: root, file: a}]}";
        UUID job = UUID.randomUUID();
        Manifest manifest = ManifestFormat.parse(flow);

        Manifest after = ManifestFormat.parse(ManifestEdit.afterRestore(flow, manifest, manifest.disks(), job));

        assertThat(after.restoredByJob()).isEqualTo(job);
        assertThat(after.disks()).isEqualTo(manifest.disks());
    }
}
