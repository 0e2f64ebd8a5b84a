package io.holdfast.fabric.directory;

import io.holdfast.contracts.HoldfastException;
import io.holdfast.fabric.RestoreDisk;
import io.holdfast.fabric.RestoreSession;
import io.holdfast.fabric.Restored;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes disks into an attempt's folder {@code new/}; what makes them appear is the caller's. */
final class StagedRestore implements RestoreSession {
    /** In the attempt's folder: the future machine or folder of disks. */
    static final String NEW = "new";

    private static final Logger log = LoggerFactory.getLogger(StagedRestore.class);

    private final Attempt attempt;
    private final StagedDisks disks;
    private final Commit commit;
    private @Nullable Restored done;

    /** Called with all disks durable in the attempt's folder. */
    interface Commit {
        Restored commit(Attempt attempt) throws IOException;
    }

    private StagedRestore(Attempt attempt, StagedDisks disks, Commit commit) {
        this.attempt = attempt;
        this.disks = disks;
        this.commit = commit;
    }

    static RestoreSession begin(Path base, UUID job, List<RestoreDisk> disks, Commit commit) {
        Attempt attempt = null;
        try {
            boolean newBase = !Target.exists(base);
            attempt = Attempt.begin(base, job);
            if (newBase) {
                attempt.markNewBase();
            }
            Path folder = Files.createDirectory(attempt.file(NEW));
            return new StagedRestore(attempt, StagedDisks.create(folder, disks), commit);
        } catch (IOException e) {
            if (attempt != null) {
                discard(attempt);
            }
            throw Target.failure(e);
        }
    }

    @Override
    public Optional<Restored> committed() {
        return Optional.empty();
    }

    @Override
    public void write(String disk, long offset, ByteBuffer from) {
        disks.write(disk, offset, from);
    }

    @Override
    public Restored commit() {
        Restored before = done;
        if (before != null) {
            return before;
        }
        boolean interrupted = Thread.interrupted(); // would close the files under our hands
        try {
            disks.sync();
            disks.close();
            Attempt.syncFolder(attempt.file(NEW));
            Restored restored = commit.commit(attempt);
            done = restored;
            return restored;
        } catch (IOException e) {
            throw Target.failure(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        try {
            disks.close();
        } catch (HoldfastException e) {
            log.warn("A staged disk cannot be closed", e);
        }
        if (done == null) {
            discard(attempt);
        }
    }

    private static void discard(Attempt attempt) {
        try {
            // a swap that had begun is completed, never thrown away
            if (!Swap.hasBegun(attempt)) {
                attempt.delete();
            }
        } catch (IOException e) {
            log.warn("Leftovers of job {} stay until the next reconcile", attempt.job(), e);
        }
    }

    /** What an earlier attempt of the job has made already. */
    record Committed(Restored restored) implements RestoreSession {
        @Override
        public Optional<Restored> committed() {
            return Optional.of(restored);
        }

        @Override
        public void write(String disk, long offset, ByteBuffer from) {
            throw new IllegalStateException("this restore has been committed");
        }

        @Override
        public Restored commit() {
            return restored;
        }

        @Override
        public void close() {}
    }
}
