package io.holdfast.benchmarks.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;

/** Disks with a known amount of data, half of which compresses away, a mebibyte here and one there. */
final class SparseDisks {
    private static final int MIB = 1 << 20;

    private SparseDisks() {}

    /** {@code apart}: one in so many MiB is data; the rest are holes. */
    static void write(Path disk, int dataMib, int apart, long seed) throws IOException {
        Files.deleteIfExists(disk);
        Random random = new Random(seed);
        byte[] data = new byte[MIB];
        try (FileChannel out = FileChannel.open(disk, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long i = 0; i < dataMib; i++) {
                random.nextBytes(data);
                for (int at = 0; at < MIB; at += 4096) {
                    Arrays.fill(data, at + 2048, at + 4096, (byte) 0);
                }
                out.write(ByteBuffer.wrap(data), i * apart * MIB);
            }
            long size = (long) dataMib * apart * MIB;
            if (out.size() < size) {
                out.write(ByteBuffer.allocate(1), size - 1);
            }
        }
    }
}
