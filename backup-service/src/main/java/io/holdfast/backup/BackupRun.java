package io.holdfast.backup;

import io.holdfast.contracts.backup.BackupParams;
import io.holdfast.contracts.discovery.MachineConnection;
import io.holdfast.contracts.job.JobWarning;
import io.holdfast.contracts.job.Lease;
import io.holdfast.contracts.protection.BackupContext;
import io.holdfast.contracts.protection.BeginBackup;
import io.holdfast.contracts.protection.CommitPoint;
import io.holdfast.contracts.protection.PointDisk;
import io.holdfast.contracts.protection.PointKey;
import io.holdfast.contracts.protection.PointKind;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.RecoveryPoint;
import io.holdfast.fabric.Fabric;
import io.holdfast.fabric.MachineSnapshot;
import io.holdfast.fabric.SnapshotOptions;
import io.holdfast.fabric.SnapshotResult;
import io.holdfast.platform.Ids;
import io.holdfast.platform.JobRun;
import io.holdfast.platform.Json;
import io.holdfast.store.PointDetails;
import io.holdfast.store.PointManifest;
import io.holdfast.store.PointWriter;
import io.holdfast.store.StoreException;
import io.holdfast.store.VaultStore;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One run of a Backup job, on a thread of its own. */
final class BackupRun {
    static final String TAKE_SNAPSHOT = "Take snapshot";
    static final String TRANSFER = "Transfer data to vault";
    static final String COMMIT = "Commit recovery point";

    private final Mover mover;
    private final JobRun run;
    private final Lease lease;
    private final BackupParams params;
    private final SubTasks subTasks;
    /** Set when the machine is known to be as it was: not frozen. */
    private boolean machineTidy;

    BackupRun(Mover mover, JobRun run) {
        this.mover = mover;
        this.run = run;
        this.lease = run.lease();
        this.params = run.params(BackupParams.class);
        this.subTasks = new SubTasks(run);
    }

    Map<String, Object> run() throws Exception {
        BeginBackup begin = new BeginBackup(lease.job(), lease.token(), params.vault(), params.item());
        BackupContext context = mover.calls().call(ProtectionEndpoints.BEGIN_BACKUP, begin, run::stopRequested);
        mover.leftovers().beforeBackup(params.item(), lease);
        if (context.committedPoint() != null) {
            run.log("An earlier run of this job had committed its recovery point.");
            return result(committed(context.committedPoint()), null);
        }
        subTasks.begin(TAKE_SNAPSHOT);
        MachineConnection source = mover.sources().machine(context.item().machine(), run::stopRequested);
        VaultStore store = holdsNothing(context)
                ? mover.stores().openOrCreate(context.vault())
                : mover.stores().open(context.vault());
        UUID point = Ids.next();
        Commit commit = new Commit(mover, run, store, params.item(), point);
        Set<String> leaving = Await.result(
                mover.ledger().begin(work(source, point), context.vault().id(), context.basePoint()));
        try (PointWriter writer = store.newPoint(params.item(), point, leaving);
                Fabric fabric = mover.sources().open(source.subscription())) {
            return backUp(context, store, fabric, writer, commit);
        } finally {
            mover.leftovers()
                    .afterRun(
                            lease, () -> cleanedUp(commit, source.subscription().name()));
        }
    }

    /** Of a vault that holds something the files must be there: where they are not, a new vault would hide that they are lost. */
    private boolean holdsNothing(BackupContext context) {
        return context.basePoint() == null && !mover.holdsPoints(params.vault(), run);
    }

    private boolean cleanedUp(Commit commit, String subscription) {
        boolean settled = commit.settled();
        return (machineTidy || mover.leftovers().reconciled(run, subscription)) && settled;
    }

    private Map<String, Object> backUp(
            BackupContext context, VaultStore store, Fabric fabric, PointWriter writer, Commit commit)
            throws Exception {
        DiskReading.Last last = last(context, store);
        Map<String, String> base = last.reader() == null ? Map.of() : context.checkpoints();
        SnapshotOptions options =
                new SnapshotOptions(lease.job(), base, mover.settings().freezeDeadline(), false);
        try (MachineSnapshot snapshot = fabric.snapshot(context.item().machine(), options)) {
            machineTidy = snapshot.warnings().stream().noneMatch(w -> w.code().equals(SnapshotResult.THAW_FAILED));
            subTasks.begin(TRANSFER);
            List<DiskReading> disks = choose(snapshot, store, last);
            Transfer transfer = transfer(writer, disks);
            SnapshotResult state = snapshot.finish();
            subTasks.begin(COMMIT);
            RecoveryPoint point = write(snapshot, state, writer, transfer, last);
            run.checkStop();
            commit.run(new CommitPoint(lease.job(), lease.token(), point, state.checkpoints()));
            snapshot.keepCheckpoints();
            state.warnings().forEach(w -> run.warn(w.code(), w.message()));
            return result(point, transfer.bottleneck());
        }
    }

    private DiskReading.Last last(BackupContext context, VaultStore store) {
        if (context.basePoint() == null) {
            return new DiskReading.Last(null, DiskReading.FIRST);
        }
        if (Await.result(mover.verified().isDamaged(context.vault().id(), context.basePoint()))) {
            return new DiskReading.Last(null, DiskReading.LAST_UNREADABLE); // which heals it, and others
        }
        try {
            return new DiskReading.Last(store.openPoint(params.item(), context.basePoint()), null);
        } catch (StoreException.NotFound | StoreException.Damaged e) {
            return new DiskReading.Last(null, DiskReading.LAST_UNREADABLE);
        }
    }

    private List<DiskReading> choose(MachineSnapshot snapshot, VaultStore store, DiskReading.Last last) {
        RandomGenerator random = RandomGenerator.getDefault();
        int samples = mover.settings().auditSamples();
        List<DiskReading> disks = snapshot.disks().stream()
                .map(disk -> DiskReading.choose(disk, store.chunkSize(), last, samples, random))
                .toList();
        for (DiskReading disk : disks) {
            String what = disk.whyFull() == null ? "what changed" : "everything, because: " + disk.whyFull();
            run.log("Disk " + disk.disk().name() + ": " + disk.plan().bytesToRead() + " bytes to read: " + what + ".");
        }
        return disks;
    }

    /** The base is read where something changed beside what is kept: only then it may turn out to be damaged. */
    private Transfer transfer(PointWriter writer, List<DiskReading> disks) throws Exception {
        Transfer transfer = new Transfer(run, writer, disks);
        try {
            transfer.run(mover.threads(), mover.settings().threads());
            return transfer;
        } catch (StoreException.Damaged e) {
            if (disks.stream().allMatch(disk -> disk.base() == null)) {
                throw e;
            }
            run.log("The last recovery point is damaged, so everything is read.");
            Transfer again = new Transfer(
                    run, writer, disks.stream().map(DiskReading::withoutBase).toList());
            again.run(mover.threads(), mover.settings().threads());
            return again;
        }
    }

    private RecoveryPoint write(
            MachineSnapshot snapshot,
            SnapshotResult state,
            PointWriter writer,
            Transfer transfer,
            DiskReading.Last last) {
        List<DiskReading> disks = transfer.disks();
        String whyFull = whyFull(disks);
        UUID base = last.reader() == null ? null : last.reader().manifest().pointId();
        PointManifest manifest = writer.commitManifest(new PointDetails(
                snapshot.machine().id().toString(),
                snapshot.machine().name(),
                snapshot.configuration(),
                snapshot.time(),
                word(state.consistency()),
                base,
                whyFull,
                lease.job(),
                lease.token(),
                BackupMain.VERSION));
        return new RecoveryPoint(
                manifest.pointId(),
                params.item(),
                params.vault(),
                snapshot.time(),
                state.consistency(),
                base == null ? PointKind.Full : PointKind.Incremental,
                whyFull,
                disks.stream().mapToLong(d -> d.disk().sizeBytes()).sum(),
                transfer.bytesRead(),
                manifest.bytes().fresh(),
                manifest.bytes().stored(),
                snapshot.freezeMillis(),
                disks.stream()
                        .map(d -> new PointDisk(d.disk().name(), d.disk().sizeBytes()))
                        .toList(),
                state.warnings(),
                "", // the catalogue's to say
                null,
                null,
                params.retainUntil(),
                null,
                null,
                null,
                lease.job());
    }

    /** One reason when all disks share it, else each that was read in full by name. */
    static @Nullable String whyFull(List<DiskReading> disks) {
        Set<@Nullable String> reasons = new LinkedHashSet<>();
        disks.forEach(disk -> reasons.add(disk.whyFull()));
        if (reasons.size() == 1) {
            return reasons.iterator().next();
        }
        return String.join(
                "; ",
                disks.stream()
                        .filter(disk -> disk.whyFull() != null)
                        .map(disk -> disk.disk().name() + ": " + disk.whyFull())
                        .toList());
    }

    private static String word(Object enumConstant) {
        return Json.mapper().convertValue(enumConstant, String.class);
    }

    private RecoveryPoint committed(UUID point) {
        PointKey key = PointKey.of(params.vault(), params.item(), point);
        RecoveryPoint committed = mover.calls()
                .call(ProtectionEndpoints.POINT_CONTEXT, key, run::stopRequested)
                .point();
        for (JobWarning warning : committed.warnings()) {
            run.warn(warning.code(), warning.message());
        }
        return committed;
    }

    private static Map<String, Object> result(RecoveryPoint point, @Nullable String bottleneck) {
        Map<String, Object> result = new HashMap<>();
        result.put("recoveryPoint", point.id().toString());
        result.put("kind", point.kind().name());
        result.put("consistency", word(point.consistency()));
        result.put("bytesRead", point.readBytes());
        result.put("bytesNew", point.newBytes());
        result.put("bytesStored", point.storedBytes());
        if (point.freezeMillis() != null) {
            result.put("freezeMillis", point.freezeMillis());
        }
        if (point.whyFull() != null) {
            result.put("whyFull", point.whyFull());
        }
        if (bottleneck != null) {
            result.put("bottleneck", bottleneck);
        }
        return result;
    }

    private Work work(MachineConnection source, UUID point) {
        return new Work(
                lease.job(),
                lease.token(),
                mover.name(),
                lease.operation(),
                params.vault(),
                params.item(),
                source.machine().id(),
                source.subscription().name(),
                point);
    }
}
