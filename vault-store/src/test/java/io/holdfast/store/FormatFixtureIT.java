package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vaults written by the first release of each format, which every later one must read. Never write these files anew. */
class FormatFixtureIT {
    @TempDir
    Path folder;

    /** Text, a hole, noise, and a short end: 5 chunks over a base; small, since it is checked in. */
    static TestDisk first() {
        TestDisk disk = new TestDisk(new byte[5 * TestDisk.CHUNK - 1000]);
        byte[] text = "a fixture of format version 1\n".getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at + text.length < TestDisk.CHUNK + 500; at += text.length) {
            System.arraycopy(text, 0, disk.bytes, at, text.length);
        }
        for (int i = 0; i < TestDisk.CHUNK; i++) {
            disk.bytes[3 * TestDisk.CHUNK + i] = (byte) (i * 31 >>> 7);
        }
        disk.bytes[disk.bytes.length - 1] = 1;
        return disk;
    }

    static TestDisk second() {
        TestDisk disk = first();
        disk.fill(2, 1); // noise, which is stored raw
        disk.zero(3);
        return disk;
    }

    @ParameterizedTest
    @ValueSource(strings = {"encrypted", "unencrypted"})
    void vaults_of_format_1_can_be_read_and_written_on(String name)
            throws IOException, URISyntaxException, InterruptedException {
        URL resource = FormatFixtureIT.class.getResource("/format-1/" + name);
        assertThat(resource).isNotNull();
        copy(Path.of(resource.toURI()), folder);

        try (VaultStore store = VaultStore.open(new DirectoryBackend(folder), TestVault.KEY)) {
            List<PointManifest> points = store.points().points();
            assertThat(points).hasSize(2).allMatch(point -> point.details().equals(TestVault.details()));
            assertThat(restore(store, points.get(0))).isEqualTo(first().bytes);
            assertThat(restore(store, points.get(1))).isEqualTo(second().bytes);

            try (PointWriter writer = store.newPoint(TestVault.ITEM)) {
                DiskWriter disk = writer.disk("vda", first().bytes.length, null);
                first().writeAll(disk);
                disk.finish();
                PointManifest next = writer.commitManifest(TestVault.details());
                assertThat(next.bytes().fresh()).isZero();
                assertThat(next.disks()).isEqualTo(points.get(0).disks());
            }
        }
    }

    private static byte[] restore(VaultStore store, PointManifest point) throws InterruptedException {
        return TestDisk.restore(store.openPoint(point.itemId(), point.pointId()), "vda");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Path parent = target.getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.copy(file, target);
            }
        }
    }
}
