package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
    void only_temporary_files_that_nobody_touched_for_a_week_are_removed_at_the_start() throws IOException {
        backend.put("a", new byte[1]);
        Path old = Files.createFile(folder.resolve("new/vault/.tmp/old"));
        Path fresh = Files.createFile(folder.resolve("new/vault/.tmp/fresh"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(7 * 24 + 1))));

        new DirectoryBackend(folder.resolve("new/vault")).close();

        assertThat(temporaryFiles()).containsExactly(fresh);
    }

    @Test
    void what_lies_among_the_temporary_files_and_is_none_does_not_keep_a_vault_from_opening() throws IOException {
        Path strange = Files.createDirectories(folder.resolve("old/.tmp/folder/in"));
        Files.setLastModifiedTime(
                strange.getParent(), FileTime.from(Instant.now().minus(Duration.ofDays(30))));

        new DirectoryBackend(folder.resolve("old")).close();

        assertThat(strange).exists();
    }

    @Test
    void opening_and_reading_write_nothing() throws IOException {
        Path root = Files.createDirectory(folder.resolve("plain"));
        Files.write(root.resolve("a"), new byte[] {7});

        try (DirectoryBackend reader = new DirectoryBackend(root)) {
            assertThat(reader.read("a", 0, 1)).containsExactly(7);
            assertThat(reader.list("")).hasSize(1);
        }

        assertThat(root.resolve(".tmp")).doesNotExist();
    }

    @Test
    void where_there_are_no_links_a_rename_does_not_replace_either() throws Exception {
        Path target = folder.resolve("target");
        List<Callable<Boolean>> racers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Path file = Files.write(folder.resolve("racer" + i), new byte[] {(byte) i});
            racers.add(() -> DurableFiles.rename(file, target, folder.resolve("lock")));
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            int winners = 0;
            for (Future<Boolean> racer : threads.invokeAll(racers)) {
                winners += racer.get() ? 1 : 0;
            }
            assertThat(winners).isOne();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_root_that_is_a_file_is_an_error_that_names_it() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> new DirectoryBackend(file).upload())
                .withMessageContaining(file.toString());
    }
}
