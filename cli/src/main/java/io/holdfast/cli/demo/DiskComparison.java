package io.holdfast.cli.demo;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.holdfast.cli.demo.DemoFleet.DemoMachine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Holds restored disks against their originals by SHA-256. */
final class DiskComparison {
    private static final int BUFFER = 1 << 20;

    private record Pair(String label, Path original, Path restored) {}

    private record Compared(Pair pair, String original, String restored) {
        boolean same() {
            return original.equals(restored);
        }
    }

    /** Prints a line for each disk; false when one differs or is missing. */
    static boolean print(Path fleet, List<DemoMachine> machines, PrintWriter out) {
        var compared = machines.stream()
                .flatMap(machine -> pairs(fleet, machine))
                .parallel()
                .map(pair -> new Compared(pair, sha256(pair.original()), sha256(pair.restored())))
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
        return "missing";
    }

    private static String sha256(Path file) {
        if (!Files.isRegularFile(file)) {
            return "missing";
        }
        try (var channel = FileChannel.open(file)) {
            var digest = MessageDigest.getInstance("SHA-256");
            var buffer = ByteBuffer.allocateDirect(BUFFER);
            while (channel.read(buffer) >= 0) {
                digest.update(buffer.flip());
                buffer.clear();
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private DiskComparison() {}
}
