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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sparse files NAME.raw in one folder, open for writing. What is written goes on to the disk while more is coming, so that little is left to wait for in the end; and one thread at a time
 * writes to a file, since all but one would spin for the file's lock in the kernel.
 */
final class StagedDisks implements AutoCloseable {
    private static final long WRITE_BEHIND = 64 << 20;

    /** Guarded by itself. */
    private static final class Open {
        private final FileChannel channel;
        private final long size;
        private long unsynced;
        private Future<?> syncing = CompletableFuture.completedFuture(null);

        Open(FileChannel channel, long size) {
            this.channel = channel;
            this.size = size;
        }

        synchronized void write(long offset, ByteBuffer from, Executor behind) {
            unsynced += from.remaining();
            writeFully(channel, offset, from);
            if (unsynced >= WRITE_BEHIND && syncing.isDone()) {
                unsynced = 0;
                syncing = CompletableFuture.runAsync(this::syncSoFar, behind);
            }
        }

        private void syncSoFar() {
            try {
                channel.force(false);
            } catch (IOException e) {
                log.debug("what was written so far is synced in the end", e);
            }
        }
    }

    private static final Logger log = LoggerFactory.getLogger(StagedDisks.class);

    private final Map<String, Open> open = new HashMap<>();
    private final ExecutorService behind = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "holdfast-restore-sync");
        thread.setDaemon(true);
        return thread;
    });

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
        if (target == null || offset < 0 || offset > target.size - from.remaining()) {
            throw new IllegalArgumentException("write outside disk " + disk);
        }
        target.write(offset, from, behind);
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
            disk.channel.force(true);
        }
    }

    @Override
    public void close() {
        behind.shutdown();
        for (Open disk : open.values()) {
            try {
                disk.channel.close();
            } catch (IOException e) {
                throw new HoldfastException(ErrorCode.TargetUnavailable, "A restored disk cannot be closed", e);
            }
        }
    }
}
