package io.holdfast.cli.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A directory subscription with four machines in two cloud services, two of the same name. Their disks hold what disks hold: a system
 * most of them share, text that compresses, archives that do not, and free space.
 */
final class DemoFleet {
    private static final long MIB = 1 << 20;
    private static final int BLOCK = 64 * 1024;
    private static final long SYSTEM_SEED = 1;

    /** A machine of the fleet. */
    record DemoMachine(String cloudService, String name, List<DemoDisk> disks) {
        Path folder(Path root) {
            return root.resolve(cloudService).resolve(name);
        }
    }

    /** A disk: the shared system first, then its own data, then a hole to its end. Sizes in MiB. */
    record DemoDisk(String name, long sizeMib, int systemMib, int ownMib) {}

    static final List<DemoMachine> MACHINES = List.of(
            new DemoMachine("shop", "web-01", List.of(new DemoDisk("system", 512, 96, 32))),
            new DemoMachine(
                    "shop", "db-01", List.of(new DemoDisk("system", 256, 96, 8), new DemoDisk("data", 512, 0, 160))),
            new DemoMachine("office", "web-01", List.of(new DemoDisk("system", 512, 96, 24))),
            new DemoMachine("office", "files-01", List.of(new DemoDisk("archive", 8192, 0, 200))));

    static void create(Path root) throws IOException {
        long seed = 100;
        for (var machine : MACHINES) {
            var folder = Files.createDirectories(machine.folder(root));
            var manifest = new StringBuilder("name: " + machine.name() + "\npowerState: Running\ndisks:\n");
            for (var disk : machine.disks()) {
                manifest.append("  - name: ")
                        .append(disk.name())
                        .append("\n    file: ")
                        .append(disk.name())
                        .append(".img\n");
                write(folder.resolve(disk.name() + ".img"), disk, seed++);
            }
            Files.writeString(folder.resolve("machine.yaml"), manifest);
        }
    }

    private static void write(Path image, DemoDisk disk, long seed) throws IOException {
        try (var channel = FileChannel.open(
                image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            channel.write(ByteBuffer.allocate(1), disk.sizeMib() * MIB - 1);
            fill(channel, 0, disk.systemMib() * MIB, new SplittableRandom(SYSTEM_SEED));
            // data lies here and there on a disk, not in one piece
            var random = new SplittableRandom(seed);
            long from = disk.systemMib() * MIB;
            long room = (disk.sizeMib() - 1) * MIB - from;
            int pieces = Math.max(1, disk.ownMib() / 8);
            for (int i = 0; i < pieces; i++) {
                fill(channel, from + room / pieces * i / BLOCK * BLOCK, disk.ownMib() * MIB / pieces, random.split());
            }
        }
    }

    private static void fill(FileChannel channel, long from, long length, SplittableRandom random) throws IOException {
        for (long at = 0; at < length; at += BLOCK) {
            channel.write(ByteBuffer.wrap(block(random)), from + at);
        }
    }

    /** Two blocks of three read like logs and program text, one is as random as an archive. */
    private static byte[] block(SplittableRandom random) {
        var block = new byte[BLOCK];
        if (random.nextInt(3) == 0) {
            random.nextBytes(block);
            return block;
        }
        int at = 0;
        while (at < BLOCK) {
            var line = ("2026-11-" + (10 + random.nextInt(20)) + " host" + random.nextInt(40) + " service["
                            + random.nextInt(9999) + "]: request " + Long.toHexString(random.nextLong()) + " took "
                            + random.nextInt(900) + " ms\n")
                    .getBytes(StandardCharsets.US_ASCII);
            int length = Math.min(line.length, BLOCK - at);
            System.arraycopy(line, 0, block, at, length);
            at += length;
        }
        return block;
    }

    /** A day's work: the database rewrites pages here and there, the file server gets a new file. Returns the bytes changed. */
    static long change(Path root) throws IOException {
        long changed = rewrite(root.resolve("shop/db-01/data.img"), 24, 4 * BLOCK, 7);
        changed += rewrite(root.resolve("office/files-01/archive.img"), 1, 6 * (int) MIB, 8);
        return changed + rewrite(root.resolve("shop/web-01/system.img"), 6, BLOCK, 9);
    }

    private static long rewrite(Path image, int places, int length, long seed) throws IOException {
        var random = new SplittableRandom(seed);
        try (var channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
            long blocks = (channel.size() - length) / BLOCK;
            for (int i = 0; i < places; i++) {
                fill(channel, random.nextLong(blocks) * BLOCK, length, random.split());
            }
        }
        return (long) places * length;
    }

    private DemoFleet() {}
}
