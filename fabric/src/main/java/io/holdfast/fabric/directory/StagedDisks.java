package io.holdfast.fabric.directory;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.fabric.RestoreDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/** Sparse files NAME.raw in one folder, open for writing. */
final class StagedDisks implements AutoCloseable {
    private record Open(FileChannel channel, long size) {}

    private final Map<String, Open> open = new HashMap<>();

    static StagedDisks create(Path folder, List<RestoreDisk> disks) throws IOException {
        StagedDisks staged = new StagedDisks();
        try {
            for (RestoreDisk disk : disks) {
                FileChannel channel = FileChannel.open(
                        folder.resolve(fileName(disk.name())), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                staged.open.put(disk.name(), new Open(channel, disk.sizeBytes()));
                if (disk.sizeBytes() > 0) {
                    channel.write(ByteBuffer.allocate(1), disk.sizeBytes() - 1); // the rest stays a hole
                }
            }
            return staged;
        } catch (IOException | RuntimeException e) {
            staged.close();
            throw e;
        }
    }

    static String fileName(String disk) {
        return disk + ".raw";
    }

    void write(String disk, long offset, ByteBuffer from) {
        Open target = open.get(disk);
        if (target == null || offset < 0 || offset > target.size() - from.remaining()) {
            throw new IllegalArgumentException("write outside disk " + disk);
        }
        writeFully(target.channel(), offset, from);
    }

    static void writeFully(FileChannel channel, long offset, ByteBuffer from) {
        try {
            long at = offset;
            while (from.hasRemaining()) {
                at += channel.write(from, at);
            }
        } catch (ClosedByInterruptException e) {
            throw new CancellationException("interrupted while writing");
        } catch (IOException e) {
            throw Target.failure(e);
        }
    }

    void sync() throws IOException {
        for (Open disk : open.values()) {
            disk.channel().force(true);
        }
    }

    @Override
    public void close() {
        for (Open disk : open.values()) {
            try {
                disk.channel().close();
            } catch (IOException e) {
                throw new HoldfastException(ErrorCode.TargetUnavailable, "A restored disk cannot be closed", e);
            }
        }
    }
}
