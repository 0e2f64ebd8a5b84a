package io.holdfast.cli.rescue;

import io.holdfast.cli.CliException;
import io.holdfast.cli.ExitCode;
import io.holdfast.store.DiskImage;
import io.holdfast.store.PointReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** A disk as a raw file that appears when it is whole. */
record RawImage(DiskImage disk, Path file) {

    /** One for each disk, none of which is there yet. */
    static List<RawImage> all(Path folder, List<DiskImage> disks) {
        var images = new ArrayList<RawImage>();
        var names = new HashSet<String>();
        for (var disk : disks) {
            var name = safe(disk.name());
            while (!names.add(name)) {
                name += "_";
            }
            var file = folder.resolve(name + ".raw");
            if (Files.exists(file)) {
                throw new CliException(ExitCode.REFUSED, file + " exists: give another folder");
            }
            images.add(new RawImage(disk, file));
        }
        return images;
    }

    /** A disk's name may hold what means something to a file system. */
    private static String safe(String name) {
        return name.replaceAll("[^A-Za-z0-9_.-]", "_").replaceFirst("^\\.", "_");
    }

    void fill(PointReader point) throws IOException, InterruptedException {
        var part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (var channel = FileChannel.open(
                    part,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.SPARSE)) {
                if (disk.size() > 0) {
                    channel.write(ByteBuffer.allocate(1), disk.size() - 1);
                }
                point.restore(disk.name(), (offset, bytes) -> {
                    for (long at = offset; bytes.hasRemaining(); ) {
                        at += channel.write(bytes, at);
                    }
                });
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
