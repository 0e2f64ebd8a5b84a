package io.holdfast.cli.demo;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.sun.nio.file.ExtendedOpenOption;
import io.holdfast.cli.demo.DemoFleet.DemoMachine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Holds restored disks against their originals by SHA-256. */
final class DiskComparison {
    private static final int BUFFER = 1 << 20;
    private static final String MISSING = "missing";
    private static final int PAGE = 4096;

    private record Pair(String label, Path original, Path restored) {}

    private record Compared(Pair pair, String original, String restored) {
        boolean same() {
            return original.equals(restored);
        }
    }

    /** Prints a line for each disk; false when one differs or is missing. */
    static boolean print(Path fleet, List<DemoMachine> machines, PrintWriter out) {
        var pairs = machines.stream().flatMap(machine -> pairs(fleet, machine)).toList();
        var digests = pairs.stream()
                .flatMap(pair -> Stream.of(pair.original(), pair.restored()))
                .parallel()
                .collect(Collectors.toConcurrentMap(file -> file, DiskComparison::sha256, (one, same) -> one));
        var compared = pairs.stream()
                .map(pair -> new Compared(
                        pair,
                        digests.getOrDefault(pair.original(), MISSING),
                        digests.getOrDefault(pair.restored(), MISSING)))
                .toList();
        for (var disk : compared) {
            out.println("  " + (disk.same() ? "✓ " : "✗ ")
                    + String.format("%-28s ", disk.pair().label()) + disk.original()
                    + (disk.same() ? "" : "  restored: " + disk.restored()));
        }
        out.flush();
        return compared.stream().allMatch(Compared::same);
    }

    private static Stream<Pair> pairs(Path fleet, DemoMachine machine) {
        var restored = fleet.resolve(machine.cloudService()).resolve(machine.name() + "-restored");
        return machine.disks().stream()
                .map(disk -> new Pair(
                        machine.cloudService() + "/" + machine.name() + "/" + disk.name(),
                        machine.folder(fleet).resolve(disk.name() + ".img"),
                        restored.resolve(imageOf(restored, disk.name()))));
    }

    /** The file that a machine's manifest names for a disk. */
    private static String imageOf(Path machine, String disk) {
        try {
            for (var entry : new YAMLMapper()
                    .readTree(machine.resolve("machine.yaml").toFile())
                    .path("disks")) {
                if (entry.path("name").asText().equals(disk)) {
                    return entry.path("file").asText();
                }
            }
        } catch (IOException e) {
            // no manifest: the comparison says so
        }
        return MISSING;
    }

    private static String sha256(Path file) {
        if (!Files.isRegularFile(file)) {
            return MISSING;
        }
        try (var channel = open(file)) {
            var digest = MessageDigest.getInstance("SHA-256");
            var buffer = ByteBuffer.allocateDirect(BUFFER + PAGE).alignedSlice(PAGE);
            buffer.limit(BUFFER);
            while (channel.read(buffer) >= 0) {
                digest.update(buffer.flip());
                buffer.clear().limit(BUFFER);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Past the page cache where the file system can: holes are most of these disks, and cost little there. */
    private static FileChannel open(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.READ, ExtendedOpenOption.DIRECT);
        } catch (IOException | UnsupportedOperationException e) {
            return FileChannel.open(file, StandardOpenOption.READ);
        }
    }

    private DiskComparison() {}
}
