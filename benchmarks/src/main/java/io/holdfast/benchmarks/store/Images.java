package io.holdfast.benchmarks.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Disks of Debian servers: ext4 file systems of this machine's programs, a quarter to two fifths full, with a database in them; and the first of them after a day of load on
 * its database, and after another. Made once, kept in a folder.
 */
final class Images {
    static final String SERVER = "server.img";
    static final String OTHER = "other.img";
    static final String DAY_ONE = "server-day1.img";
    static final String DAY_TWO = "server-day2.img";

    /** A page of the database begins with this, so that it is found again in the image. */
    private static final byte[] MAGIC = "HFBENCH1".getBytes(StandardCharsets.US_ASCII);

    private static final int PAGE = 8192;
    private static final int BLOCK = 4096;
    private static final long MIB = 1 << 20;
    /** Of the pages, one in so many changes in a day. */
    private static final int CHURN = 12;

    private final Path folder;
    private final long sizeMib;

    Images(Path folder, long sizeMib) {
        this.folder = folder;
        this.sizeMib = sizeMib;
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    /** Unless they are there. */
    void make() throws IOException, InterruptedException {
        if (Files.exists(path(DAY_TWO))) {
            return;
        }
        Files.createDirectories(folder);
        long share = sizeMib / 4;
        server(SERVER, List.of("/usr/bin", "/usr/lib", "/usr/share"), share, 1);
        server(OTHER, List.of("/usr/share", "/usr/bin", "/usr/include", "/usr/lib"), share, 2);
        day(SERVER, DAY_ONE, 3);
        day(DAY_ONE, DAY_TWO, 4);
    }

    private void server(String name, List<String> trees, long mib, long seed) throws IOException, InterruptedException {
        Path root = Files.createTempDirectory(folder, "root");
        try {
            long left = mib * MIB;
            for (String tree : trees) {
                left -= copy(Path.of(tree), root, left);
            }
            database(root.resolve("database"), sizeMib / 10 * MIB, seed);
            Path image = path(name);
            Tool.run(List.of("mke2fs", "-q", "-t", "ext4", "-d", root.toString(), image.toString(), sizeMib + "M"));
        } finally {
            Tool.run(List.of("rm", "-rf", root.toString()));
        }
    }

    /** Up to so many bytes of the tree's files, always the same ones. */
    private static long copy(Path tree, Path root, long most) throws IOException {
        long copied = 0;
        List<Path> files;
        try (var walk = Files.walk(tree)) {
            files = walk.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            long size = Files.size(file);
            if (copied + size > most) {
                continue;
            }
            Path to = root.resolve(file.toString().substring(1));
            Files.createDirectories(to.getParent());
            Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
            copied += size;
        }
        return copied;
    }

    private static void database(Path file, long bytes, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long at = 0; at < bytes; at += PAGE) {
                out.write(ByteBuffer.wrap(page(random)));
            }
        }
    }

    /** Rows of text and numbers: compresses to about a half. */
    private static byte[] page(SplittableRandom random) {
        byte[] page = new byte[PAGE];
        System.arraycopy(MAGIC, 0, page, 0, MAGIC.length);
        int at = MAGIC.length;
        while (at < PAGE) {
            byte[] row = ("|" + Long.toHexString(random.nextLong()) + "|customer " + random.nextInt(100_000) + "|paid|"
                            + random.nextInt(10_000) + ".00 EUR|2026-11-" + (10 + random.nextInt(20)) + "|")
                    .getBytes(StandardCharsets.US_ASCII);
            int length = Math.min(row.length, PAGE - at);
            System.arraycopy(row, 0, page, at, length);
            at += length;
        }
        return page;
    }

    private void day(String from, String to, long seed) throws IOException, InterruptedException {
        Tool.run(List.of("cp", "--sparse=always", path(from).toString(), path(to).toString()));
        SplittableRandom random = new SplittableRandom(seed);
        byte[] head = new byte[MAGIC.length];
        try (FileChannel image = FileChannel.open(path(to), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (long at = 0; at + PAGE <= image.size(); at += BLOCK) {
                image.read(ByteBuffer.wrap(head), at);
                if (Arrays.equals(head, MAGIC) && random.nextInt(CHURN) == 0) {
                    image.write(ByteBuffer.wrap(page(random)), at);
                }
            }
        }
    }
}
