package io.holdfast.fabric.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fabric.Extents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class DataRangesIT {
    private static final int MIB = 1 << 20;
    private static final long TEBIBYTE = 1L << 40;

    @TempDir
    Path folder;

    @Test
    void of_a_sparse_tebibyte_what_was_written_is_data() throws IOException {
        Path image = image(TEBIBYTE, 5L * MIB, TEBIBYTE / 2, TEBIBYTE - MIB);
        Extents data = data(image, TEBIBYTE);
        assertThat(data.count()).isEqualTo(3);
        assertThat(data.bytes()).isBetween(3L * MIB, 6L * MIB);
        for (long written : new long[] {5L * MIB, TEBIBYTE / 2, TEBIBYTE - MIB}) {
            assertThat(data.intersects(written, 1)).isTrue();
        }
        assertThat(data.intersects(TEBIBYTE / 4, MIB)).isFalse();
    }

    @Test
    void a_file_that_is_one_hole_has_none() throws IOException {
        Path image = image(TEBIBYTE);
        // its last byte was written, to give it its size
        assertThat(data(image, TEBIBYTE).bytes()).isLessThan(MIB);
        assertThat(data(Files.createFile(folder.resolve("empty")), 0)).isEqualTo(Extents.none());
    }

    @Test
    void a_file_that_has_taken_the_name_is_not_looked_at() throws IOException {
        Path image = image(10L * MIB, MIB);
        assertThat(DataRanges.of(image, "another file's", 10L * MIB)).isEqualTo(Extents.whole(10L * MIB));
    }

    @Test
    void a_file_that_is_gone_is_all_data() {
        assertThat(DataRanges.of(folder.resolve("nowhere"), "key", MIB)).isEqualTo(Extents.whole(MIB));
    }

    private static Extents data(Path image, long size) throws IOException {
        return DataRanges.of(image, ImageStat.of(image).key(), size);
    }

    private Path image(long size, long... written) throws IOException {
        Path image = folder.resolve("disk.img");
        try (FileChannel out = FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            out.write(ByteBuffer.allocate(1), size - 1);
            for (long at : written) {
                out.write(ByteBuffer.wrap(new byte[MIB]), at);
            }
        }
        return image;
    }
}
