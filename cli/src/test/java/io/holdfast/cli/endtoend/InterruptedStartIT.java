package io.holdfast.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.Holdfast;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A demo that is told to end before it is up. */
class InterruptedStartIT {
    @TempDir
    Path temporary;

    @TempDir
    Path logs;

    @Test
    void a_demo_told_to_end_while_its_database_starts_leaves_no_database_and_no_folder() throws IOException {
        var properties = List.of("java.io.tmpdir=" + temporary);
        try (var demo = ChildJvm.start(logs.resolve("demo.log"), 256, properties, Holdfast.class, "demo")) {
            Awaitility.await("the database's process")
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> found("postmaster.pid"));
            demo.stop();

            assertThat(demo.printed()).doesNotContain("Exception");
        }
        assertThat(ProcessHandle.allProcesses().filter(this::isOurs)).isEmpty();
        assertThat(temporary).isDirectoryNotContaining("glob:**holdfast-demo-*");
    }

    private boolean found(String name) throws IOException {
        try (Stream<Path> files = Files.find(temporary, 4, (file, about) -> file.endsWith(name))) {
            return files.findAny().isPresent();
        } catch (UncheckedIOException changing) {
            return false;
        }
    }

    private boolean isOurs(ProcessHandle process) {
        return process.info()
                .commandLine()
                .filter(line -> line.contains(temporary.toString()))
                .isPresent();
    }
}
