package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryBackendIT extends BackendContract {
    @TempDir
    Path folder;

    private DirectoryBackend backend;

    @BeforeEach
    void open() {
        backend = new DirectoryBackend(folder.resolve("new/vault"));
    }

    @Override
    protected Backend backend() {
        return backend;
    }

    private List<Path> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("new/vault/.tmp"))) {
            return files.toList();
        }
    }

    @Test
    void objects_are_plain_files_under_their_keys() {
        backend.put("packs/ab/abcd.pack", new byte[] {1, 2});

        assertThat(folder.resolve("new/vault/packs/ab/abcd.pack")).hasBinaryContent(new byte[] {1, 2});
    }

    @Test
    void no_temporary_file_outlives_its_upload() throws IOException {
        backend.put("a", new byte[] {1});
        backend.put("a", new byte[] {2});
        backend.upload().close();

        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    void only_temporary_files_that_nobody_touched_for_a_day_are_removed_at_the_start() throws IOException {
        Path old = Files.createFile(folder.resolve("new/vault/.tmp/old"));
        Path fresh = Files.createFile(folder.resolve("new/vault/.tmp/fresh"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(25))));

        new DirectoryBackend(folder.resolve("new/vault")).close();

        assertThat(temporaryFiles()).containsExactly(fresh);
    }

    @Test
    void a_root_that_is_a_file_is_an_error_that_names_it() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> new DirectoryBackend(file))
                .withMessageContaining(file.toString());
    }
}
