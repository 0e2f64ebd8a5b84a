package io.holdfast.backup;

import io.holdfast.contracts.backup.RestoreParams;
import io.holdfast.contracts.job.Lease;
import io.holdfast.contracts.job.Progress;
import io.holdfast.contracts.protection.PointContext;
import io.holdfast.contracts.protection.PointKey;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.fabric.RestoreSession;
import io.holdfast.fabric.Restored;
import io.holdfast.platform.JobRun;
import io.holdfast.platform.Json;
import io.holdfast.store.DiskImage;
import io.holdfast.store.PointReader;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** One run of a Restore job, on a thread of its own. Every byte is checked against its id before it is written. */
final class RestoreRun {
    static final String PREPARE = "Prepare target";
    static final String TRANSFER = "Transfer data from vault";
    static final String CREATE = "Create machine";

    private final Mover mover;
    private final JobRun run;
    private final Lease lease;
    private final RestoreParams params;
    private final SubTasks subTasks;
    private final LongAdder written = new LongAdder();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    RestoreRun(Mover mover, JobRun run) {
        this.mover = mover;
        this.run = run;
        this.lease = run.lease();
        this.params = run.params(RestoreParams.class);
        this.subTasks = new SubTasks(run);
    }

    Map<String, Object> run() throws Exception {
        PointKey key = PointKey.of(params.vault(), params.item(), params.point());
        PointContext context = mover.calls().call(ProtectionEndpoints.POINT_CONTEXT, key, run::stopRequested);
        mover.leftovers().beforeRestore(params.item(), lease);
        subTasks.begin(PREPARE);
        PointReader point = mover.stores().open(context.vault()).openPoint(params.item(), params.point());
        try (Target target = Target.open(mover.sources(), context, params.target(), run::stopRequested)) {
            Await.result(mover.work().add(work(target)));
            String place = target.subscription();
            boolean completed = false;
            try {
                Map<String, Object> result = restore(point, target);
                completed = true;
                return result;
            } finally {
                boolean tidy = completed;
                mover.leftovers()
                        .afterRun(lease, () -> tidy || mover.leftovers().reconciled(run, place));
            }
        }
    }

    private Map<String, Object> restore(PointReader point, Target target) throws InterruptedException {
        StoredDisks disks = StoredDisks.of(point);
        try (RestoreSession session = target.prepare(lease.job(), point, disks)) {
            if (session.committed().isEmpty()) {
                subTasks.begin(TRANSFER);
                transfer(point, disks, session);
                subTasks.begin(CREATE);
            }
            return result(session.commit());
        }
    }

    private void transfer(PointReader point, StoredDisks disks, RestoreSession session) throws InterruptedException {
        for (DiskImage disk : point.disks()) {
            try {
                point.restore(
                        disk.name(), (offset, bytes) -> write(session, disk.name(), offset, bytes, disks.dataBytes()));
            } catch (RuntimeException e) {
                RuntimeException first = failure.get();
                throw first == null ? e : first;
            }
        }
    }

    /** The store wraps what its sink throws: the first is kept as it was. */
    private void write(RestoreSession session, String disk, long offset, ByteBuffer bytes, long total) {
        try {
            run.checkStop();
            int length = bytes.remaining();
            session.write(disk, offset, bytes);
            written.add(length);
            report(total);
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
            throw e;
        }
    }

    private void report(long total) {
        long done = written.sum();
        int percent = total == 0 ? 100 : (int) (100.0 * done / total);
        run.progress(new Progress(percent, total, done, 0, 0, 0, null));
    }

    private Map<String, Object> result(Restored restored) {
        Map<String, Object> result = new HashMap<>(Json.toMap(params.target()));
        result.values().removeIf(value -> value == null);
        result =
                new HashMap<>(Map.of("target", result, "bytesWritten", written.sum(), "location", restored.location()));
        if (restored.machine() != null) {
            result.put("machine", restored.machine().toString());
        }
        return result;
    }

    private Work work(Target target) {
        return new Work(
                lease.job(),
                lease.token(),
                mover.name(),
                lease.operation(),
                params.vault(),
                params.item(),
                null,
                target.subscription(),
                null);
    }
}
