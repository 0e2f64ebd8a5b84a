package io.holdfast.backup;

import io.holdfast.fabric.Extents;
import io.holdfast.fabric.SnapshotDisk;
import io.holdfast.store.DiskImage;
import io.holdfast.store.PointReader;
import io.holdfast.store.StoreException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How a disk is going to be read.
 *
 * @param base    the disk of the last point, when only what changed since is read
 * @param whyFull null: only what changed is read
 * @param audited bytes that were read to check the change hints
 */
record DiskReading(
        SnapshotDisk disk,
        @Nullable DiskImage base,
        @Nullable String whyFull,
        ReadPlan plan,
        long audited) {
    static final String FIRST = "first backup";
    static final String NEW_DISK = "disk is new";
    static final String RESIZED = "disk was resized";
    static final String TRACKING_WRONG = "change tracking was wrong";
    static final String LAST_UNREADABLE = "the last recovery point cannot be read";

    /** {@code last}: the last point, or the reason why there is none to build upon. */
    static DiskReading choose(SnapshotDisk disk, int chunkSize, Last last, int samples, RandomGenerator random) {
        DiskImage before = last.disk(disk.name());
        if (before == null || before.size() != disk.sizeBytes()) {
            String reason = last.reader() == null ? last.whyNone() : before == null ? NEW_DISK : RESIZED;
            return full(disk, chunkSize, reason, 0);
        }
        Optional<Extents> changed = disk.changedSince();
        if (changed.isEmpty()) {
            return full(disk, chunkSize, String.valueOf(disk.whyFull()), 0);
        }
        ReadPlan plan = ReadPlan.of(disk.sizeBytes(), chunkSize, disk.allocated(), changed);
        Audit audit = new Audit(disk, last.reader(), plan);
        try {
            return audit.agrees(samples, random)
                    ? new DiskReading(disk, before, null, plan, audit.bytes)
                    : full(disk, chunkSize, TRACKING_WRONG, audit.bytes);
        } catch (StoreException.Damaged e) {
            return full(disk, chunkSize, LAST_UNREADABLE, audit.bytes); // which heals it
        }
    }

    /** What has to be done when the base turns out to be damaged: nothing is built upon it. */
    DiskReading withoutBase() {
        return base == null ? this : full(disk, plan.chunkSize(), LAST_UNREADABLE, audited);
    }

    private static DiskReading full(SnapshotDisk disk, int chunkSize, @Nullable String whyFull, long audited) {
        ReadPlan plan = ReadPlan.of(disk.sizeBytes(), chunkSize, disk.allocated(), Optional.empty());
        return new DiskReading(disk, null, whyFull, plan, audited);
    }

    /** The point before this one. Exactly one of the two is null. */
    record Last(@Nullable PointReader reader, @Nullable String whyNone) {
        @Nullable
        DiskImage disk(String name) {
            return reader == null
                    ? null
                    : reader.disks().stream()
                            .filter(disk -> disk.name().equals(name))
                            .findFirst()
                            .orElse(null);
        }
    }

    /** Reads some of the blocks said to be unchanged and compares them with the last point. */
    private static final class Audit {
        private final SnapshotDisk disk;
        private final @Nullable PointReader base;
        private final ReadPlan plan;
        private long bytes;

        Audit(SnapshotDisk disk, @Nullable PointReader base, ReadPlan plan) {
            this.disk = disk;
            this.base = base;
            this.plan = plan;
        }

        /** {@code Damaged} when the last point can't give back a block. */
        boolean agrees(int samples, RandomGenerator random) {
            long clean = plan.kept().bytes();
            for (int i = 0; i < Math.min(samples, clean); i++) {
                if (!agrees(nth(plan.kept(), random.nextLong(clean)))) {
                    return false;
                }
            }
            return true;
        }

        private boolean agrees(long chunk) {
            long offset = chunk * plan.chunkSize();
            int length = (int) Math.min(plan.chunkSize(), plan.sizeBytes() - offset);
            ByteBuffer now = ByteBuffer.allocate(length);
            disk.read(offset, now);
            bytes += length;
            ByteBuffer before = ByteBuffer.allocate(length);
            Objects.requireNonNull(base).read(disk.name(), offset, before);
            return now.clear().equals(before.clear());
        }

        private static long nth(Extents set, long n) {
            long left = n;
            int range = 0;
            while (left >= set.length(range)) {
                left -= set.length(range++);
            }
            return set.offset(range) + left;
        }
    }
}
