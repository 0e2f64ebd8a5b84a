package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyIT {
    @TempDir
    Path folder;

    @Test
    void a_new_key_file_is_for_its_owner_only_and_is_never_overwritten() throws IOException {
        Path file = folder.resolve("key");
        MasterKey key = MasterKey.createFile(file);

        assertThat(MasterKey.fromFile(file).bytes()).isEqualTo(key.bytes());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThatExceptionOfType(StoreException.Io.class).isThrownBy(() -> MasterKey.createFile(file));
        assertThat(MasterKey.fromFile(file).bytes()).isEqualTo(key.bytes());
    }

    @Test
    void a_new_key_file_appears_whole_in_a_folder_made_for_it_and_with_nothing_beside_it() throws IOException {
        Path file = folder.resolve("new/secrets/key");
        MasterKey.createFile(file);

        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void hex_digits_are_read_too() throws IOException {
        Path file = Files.writeString(folder.resolve("key"), " " + "0f".repeat(32) + "\n");

        assertThat(MasterKey.fromFile(file).bytes()).hasSize(32).containsOnly(15);
    }

    @Test
    void what_is_no_key_is_refused_without_showing_it() throws IOException {
        for (String text : new String[] {"", "secret-text", "AAAA", "x".repeat(5000)}) {
            Path file = Files.writeString(folder.resolve("key"), text);
            assertThatExceptionOfType(StoreException.WrongKey.class)
                    .isThrownBy(() -> MasterKey.fromFile(file))
                    .withMessageNotContaining("secret-text");
        }
        assertThatExceptionOfType(StoreException.NotFound.class)
                .isThrownBy(() -> MasterKey.fromFile(folder.resolve("none")));
        assertThat(MasterKey.generate()).hasToString("MasterKey[secret]");
    }
}
