package io.holdfast.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.FabricKind;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FabricSettingsTest {
    private final Fabrics fabrics =
            new Fabrics(new FabricEnvironment(List.of(Path.of("/srv/machines")), null, true, Clock.systemUTC()));

    @Test
    void a_directory_needs_an_absolute_path_the_operator_allows() {
        assertThat(errors(FabricKind.Directory, Map.of())).containsExactly("/settings/path Required");
        assertThat(errors(FabricKind.Directory, Map.of("path", 7))).containsExactly("/settings/path WrongType");
        assertThat(errors(FabricKind.Directory, Map.of("path", "machines")))
                .containsExactly("/settings/path NotAbsolute");
        assertThat(errors(FabricKind.Directory, Map.of("path", "/etc"))).containsExactly("/settings/path NotAllowed");
        assertThat(errors(FabricKind.Directory, Map.of("path", "/srv/machines/../../etc")))
                .containsExactly("/settings/path NotAllowed");
        assertThat(errors(FabricKind.Directory, Map.of("path", "/srv/machines-2")))
                .containsExactly("/settings/path NotAllowed");
        assertThat(errors(FabricKind.Directory, Map.of("path", "/x\0y"))).containsExactly("/settings/path NotAPath");
        assertThatCode(() -> fabrics.validate(FabricKind.Directory, Map.of("path", "/srv/machines/a")))
                .doesNotThrowAnyException();
    }

    @Test
    void every_bad_field_is_named_and_unknown_ones_are_refused() {
        assertThat(errors(
                        FabricKind.Simulated,
                        Map.of(
                                "machines",
                                -1,
                                "seed",
                                "x",
                                "changePerDay",
                                1.5,
                                "colour",
                                "red",
                                "latencyMillis",
                                1.5)))
                .containsExactlyInAnyOrder(
                        "/settings/machines OutOfRange",
                        "/settings/seed WrongType",
                        "/settings/changePerDay OutOfRange",
                        "/settings/latencyMillis WrongType",
                        "/settings/colour UnknownField");
        assertThat(errors(FabricKind.Simulated, Map.of("minDiskSizeBytes", 10, "maxDiskSizeBytes", 5)))
                .containsExactly("/settings/minDiskSizeBytes OutOfRange");
    }

    @Test
    void a_scripted_fault_must_be_complete_and_known() {
        assertThat(errors(
                        FabricKind.Simulated,
                        Map.of(
                                "faults",
                                List.of(
                                        Map.of("machine", "*", "phase", "read", "error", "DiskUnreadable"),
                                        Map.of("machine", "*", "phase", "reading", "error", "DiskUnreadable"),
                                        Map.of("machine", "*", "phase", "read", "error", "Nope"),
                                        Map.of("machine", "*", "phase", "read", "error", "ImageChanged"),
                                        "soon"))))
                .containsExactly(
                        "/settings/faults/1 InvalidFault",
                        "/settings/faults/2 InvalidFault",
                        "/settings/faults/3 InvalidFault",
                        "/settings/faults/4 WrongType");
    }

    @Test
    void a_simulated_fleet_needs_no_settings() {
        assertThatCode(() -> fabrics.validate(FabricKind.Simulated, Map.of())).doesNotThrowAnyException();
    }

    private List<String> errors(FabricKind kind, Map<String, Object> settings) {
        HoldfastException refused =
                catchThrowableOfType(HoldfastException.class, () -> fabrics.validate(kind, settings));
        assertThat(refused.code()).isEqualTo(ErrorCode.InvalidFabricSettings);
        return refused.failure().errors().stream()
                .map(error -> error.pointer() + " " + error.code())
                .toList();
    }
}
