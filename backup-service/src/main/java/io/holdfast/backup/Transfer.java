package io.holdfast.backup;

import io.holdfast.contracts.job.Progress;
import io.holdfast.platform.JobRun;
import io.holdfast.store.ByteCounts;
import io.holdfast.store.DiskWriter;
import io.holdfast.store.PointWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;

/**
 * Moves the chunks of all disks from the snapshot to the vault. Disks are read at the same time, each by several lanes; a vault that
 * can't keep up blocks the lanes, so nothing piles up.
 */
final class Transfer {
    private static final int BATCH_BYTES = 1 << 20;
    // what reads past the page cache want
    private static final int ALIGNMENT = 4096;
    private static final ThreadLocal<ByteBuffer> BUFFERS = ThreadLocal.withInitial(() -> allocate(BATCH_BYTES));

    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer();

    private final JobRun run;
    private final PointWriter writer;
    private final List<DiskReading> disks;
    private final long total;
    private final LongAdder read = new LongAdder();
    private final LongAdder readNanos = new LongAdder();
    private final LongAdder writeNanos = new LongAdder();

    Transfer(JobRun run, PointWriter writer, List<DiskReading> disks) {
        this.run = run;
        this.writer = writer;
        this.disks = disks;
        this.total = disks.stream().mapToLong(d -> d.plan().bytesToRead()).sum();
    }

    /** No disk is read and no chunk on its way any more when this returns or throws. */
    void run(Executor threads, int threadCount) throws Exception {
        Lanes lanes = new Lanes(threads);
        List<DiskWriter> writers = new ArrayList<>();
        report();
        try {
            for (DiskReading disk : disks) {
                writers.add(begin(disk, lanes, threadCount));
            }
        } catch (RuntimeException e) {
            lanes.fail(e); // disks begun before are being read already
        }
        lanes.await();
        for (DiskWriter target : writers) {
            run.checkStop();
            target.finish();
        }
        report();
    }

    private DiskWriter begin(DiskReading disk, Lanes lanes, int threadCount) {
        DiskWriter target = writer.disk(disk.disk().name(), disk.disk().sizeBytes(), disk.base());
        disk.plan().holes().forEach((chunk, count) -> target.hole(chunk, chunk + count));
        disk.plan().kept().forEach((chunk, count) -> target.unchanged(chunk, chunk + count));
        Batches batches =
                new Batches(disk.plan().read(), BATCH_BYTES, disk.plan().chunkSize());
        int width = Math.max(1, Math.min(disk.disk().parallelReads(), threadCount));
        lanes.start(width, () -> step(disk, target, batches));
        return target;
    }

    private boolean step(DiskReading disk, DiskWriter target, Batches batches) throws InterruptedException {
        run.checkStop();
        Batches.Batch batch = batches.next();
        if (batch == null) {
            return false;
        }
        int chunkSize = disk.plan().chunkSize();
        long offset = batch.from() * chunkSize;
        int length = (int) (Math.min(disk.plan().sizeBytes(), batch.to() * chunkSize) - offset);
        ByteBuffer bytes = buffer(length);
        long start = System.nanoTime();
        disk.disk().read(offset, bytes);
        long between = System.nanoTime();
        for (long chunk = batch.from(); chunk < batch.to(); chunk++) {
            int at = (int) ((chunk - batch.from()) * chunkSize);
            write(target, chunk, bytes.slice(at, Math.min(chunkSize, length - at)));
        }
        readNanos.add(between - start);
        writeNanos.add(System.nanoTime() - between);
        read.add(length);
        report();
        return true;
    }

    /** Fabrics that can't tell where a disk is empty hand over its zeros: found here, they cost no more than the reading. */
    private static void write(DiskWriter target, long chunk, ByteBuffer bytes) throws InterruptedException {
        ByteBuffer zeros = ZEROS.slice(0, Math.min(ZEROS.capacity(), bytes.remaining()));
        boolean isZero = true;
        for (int at = 0; isZero && at < bytes.remaining(); at += zeros.remaining()) {
            int length = Math.min(zeros.remaining(), bytes.remaining() - at);
            isZero = bytes.slice(at, length).mismatch(zeros.slice(0, length)) < 0;
        }
        if (isZero) {
            target.hole(chunk, chunk + 1);
        } else {
            target.write(chunk, bytes);
        }
    }

    private static ByteBuffer buffer(int length) {
        ByteBuffer buffer = BUFFERS.get();
        if (buffer.capacity() < length) {
            buffer = allocate(length);
            BUFFERS.set(buffer);
        }
        return buffer.clear().limit(length);
    }

    private static ByteBuffer allocate(int length) {
        return ByteBuffer.allocateDirect(length + 2 * ALIGNMENT).alignedSlice(ALIGNMENT);
    }

    private void report() {
        ByteCounts counts = writer.counts();
        long done = read.sum();
        int percent = total == 0 ? 100 : (int) (100.0 * done / total);
        run.progress(new Progress(percent, total, done, counts.fresh(), counts.stored(), 0, null));
    }

    List<DiskReading> disks() {
        return disks;
    }

    /** Bytes read from the machine, those of the audit included. */
    long bytesRead() {
        return read.sum() + disks.stream().mapToLong(DiskReading::audited).sum();
    }

    /** What the lanes waited for most: {@code source} to be read, or {@code vault} to take it. */
    String bottleneck() {
        return readNanos.sum() > writeNanos.sum() ? "source" : "vault";
    }
}
