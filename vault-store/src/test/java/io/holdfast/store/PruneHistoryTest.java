package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.AssertionFailedError;

/**
 * Random histories of backups by two processes, deletions, restarts, and prunes that everything else happens in the middle of: other backups begin, end and are given up, points are
 * deleted, another prune overtakes, the process dies. A model keeps every byte.
 */
class PruneHistoryTest {
    private static final int HISTORIES = Integer.getInteger("holdfast.histories", 2000);
    private static final int ITEMS = 3;
    private static final int STEPS = 14;
    private static final int CHUNK = TestDisk.CHUNK;

    @Test
    @Timeout(600)
    void whatever_happens_beside_prunes_every_point_is_right_and_in_the_end_only_what_points_need_is_stored() {
        long first = Long.getLong("holdfast.seed", System.nanoTime());
        for (int i = 0; i < HISTORIES; i++) {
            long seed = first + i;
            History history = new History(new Random(seed));
            try {
                history.run();
            } catch (Throwable e) {
                history.story.forEach(System.out::println);
                throw new AssertionFailedError("run again with -Dholdfast.histories=1 -Dholdfast.seed=" + seed, e);
            }
        }
    }

    private record Kept(PointManifest point, TestDisk content) {
        PointKey key() {
            return new PointKey(point.itemId(), point.pointId());
        }
    }

    /** A backup under way. */
    private record Session(
            UUID id,
            int item,
            PointWriter writer,
            TestDisk disk,
            @Nullable Kept base) {}

    private static final class Died extends RuntimeException {}

    private static final class History {
        private final Random random;
        private final MemoryBackend stored = new MemoryBackend();
        private final MemoryLedger ledger = new MemoryLedger();
        private final TestVault[] processes = new TestVault[2];
        private final Map<Integer, Kept> last = new HashMap<>();
        private final List<Kept> model = new ArrayList<>();
        private final List<Session> sessions = new ArrayList<>();
        /** For whoever has to find out why. */
        private final List<String> story = new ArrayList<>();

        private int depth;

        History(Random random) {
            this.random = random;
        }

        void run() throws Exception {
            processes[0] = TestVault.create(new Interrupted(stored, this::meanwhile));
            processes[1] = TestVault.open(new Interrupted(stored, this::meanwhile));
            for (int step = 0; step < STEPS; step++) {
                if (random.nextInt(3) == 0) {
                    prune();
                    check();
                } else {
                    something();
                }
            }
            for (Session session : List.copyOf(sessions)) {
                commit(session);
            }
            check();
            onlyWhatIsNeededStays();
            for (Kept kept : List.copyOf(model)) {
                delete(kept);
            }
            onlyWhatIsNeededStays();
            assertThat(stored.list(Keys.PACKS)).isEmpty();
            for (TestVault process : processes) {
                process.close();
            }
        }

        private void something() throws Exception {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> begin();
                case 3, 4 -> {
                    if (!sessions.isEmpty()) {
                        commit(sessions.get(random.nextInt(sessions.size())));
                    }
                }
                case 5 -> {
                    if (!sessions.isEmpty()) {
                        giveUp(sessions.get(random.nextInt(sessions.size())));
                    }
                }
                case 6 -> {
                    List<Kept> some = random.nextBoolean() ? bases() : model;
                    if (!some.isEmpty()) {
                        delete(some.get(random.nextInt(some.size())));
                    }
                }
                default -> {
                    if (depth == 0 && sessions.isEmpty()) {
                        restart(random.nextInt(processes.length));
                    }
                }
            }
        }

        private void restart(int process) {
            story.add("restart process " + process);
            processes[process].close();
            processes[process] = TestVault.open(new Interrupted(stored, this::meanwhile));
        }

        /** What others do between two steps of a prune. */
        private void meanwhile() {
            if (depth == 0 || depth > 2 || random.nextInt(12) != 0) {
                return;
            }
            depth += 10; // not in the middle of itself
            try {
                something();
                if (random.nextInt(20) == 0) {
                    throw new Died();
                }
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            } finally {
                depth -= 10;
            }
            if (depth == 1 && random.nextInt(20) == 0) {
                prune();
            }
        }

        private void prune() {
            depth++;
            int process = random.nextInt(processes.length);
            story.add("prune " + depth + " in process " + process);
            try {
                processes[process].store.prune(ledger.turn(this::meanwhile, key -> true, story::add), () -> {});
                story.add("prune " + depth + " ends");
            } catch (Died | MemoryLedger.Overtaken | StoreException.NotFound e) {
                // as good as killed; NotFound: another prune has merged the index meanwhile
                story.add("prune " + depth + " is over: " + e);
            } finally {
                depth--;
            }
        }

        private void begin() throws InterruptedException {
            if (sessions.size() > 3) {
                return;
            }
            int item = random.nextInt(ITEMS);
            Kept base = random.nextInt(4) == 0 ? null : last.get(item);
            UUID id = new UUID(random.nextLong(), random.nextLong());
            var going = ledger.begin(id, base == null ? null : base.key());
            int process = random.nextInt(processes.length);
            TestVault vault = processes[process];
            DiskImage from = base == null ? null : open(vault, base);
            PointWriter writer =
                    vault.store.newPoint(new UUID(9, item), new UUID(random.nextLong(), random.nextLong()), going);
            TestDisk disk = change(base == null ? new TestDisk(new byte[random.nextInt(12 * CHUNK)]) : base.content);
            DiskWriter out = writer.disk("vda", disk.bytes.length, from);
            if (from == null || base == null) {
                disk.writeAll(out);
            } else {
                disk.writeChanges(out, base.content);
            }
            out.finish();
            story.add("process " + process + " writes " + writer.pointId() + " from "
                    + (base == null ? null : base.key()) + (from == null ? " (gone)" : ""));
            sessions.add(new Session(id, item, writer, disk, base));
        }

        private static @Nullable DiskImage open(TestVault vault, Kept base) {
            try {
                return vault.open(base.point).manifest().disk("vda");
            } catch (StoreException.NotFound deleted) {
                return null;
            }
        }

        private TestDisk change(TestDisk from) {
            TestDisk disk = random.nextInt(5) == 0 ? from.resized(random.nextInt(12 * CHUNK)) : from.copy();
            for (int i = random.nextInt(4); i > 0 && disk.chunks() > 0; i--) {
                int chunk = random.nextInt(disk.chunks());
                disk.zero(chunk);
                disk.bytes[chunk * CHUNK] = (byte) random.nextInt(12); // few contents, so that chunks are shared
            }
            return disk;
        }

        private void commit(Session session) {
            sessions.remove(session);
            try (PointWriter writer = session.writer) {
                Kept kept = new Kept(writer.commitManifest(TestVault.details()), session.disk);
                model.add(kept);
                story.add("commit " + kept.key());
                last.put(session.item, kept);
            } catch (StoreException.Io relied) {
                assertThat(relied).hasMessageContaining("being pruned");
            } finally {
                ledger.end(session.id);
            }
        }

        private void giveUp(Session session) {
            sessions.remove(session);
            story.add("give up " + session.writer.pointId());
            session.writer.close();
            ledger.end(session.id);
        }

        /** What would be worst to lose. */
        private List<Kept> bases() {
            return sessions.stream()
                    .flatMap(session -> Stream.ofNullable(session.base))
                    .filter(model::contains)
                    .toList();
        }

        private void delete(Kept kept) {
            model.remove(kept);
            story.add("delete " + kept.key());
            // some still build upon it: it may go between the decision to do so and the first look at it
            if (random.nextBoolean()) {
                last.values().remove(kept);
            }
            processes[random.nextInt(processes.length)].store.deletePoint(kept.point.itemId(), kept.point.pointId());
        }

        private void check() throws Exception {
            for (TestVault process : processes) {
                check(process);
            }
            try (TestVault fresh = TestVault.open(stored)) {
                check(fresh);
            }
        }

        private void check(TestVault vault) throws Exception {
            assertThat(vault.store.points().points())
                    .containsExactlyInAnyOrderElementsOf(
                            model.stream().map(Kept::point).toList());
            for (Kept kept : model) {
                assertThat(vault.restore(kept.point)).as("%s", kept.key()).isEqualTo(kept.content.bytes);
            }
        }

        private void onlyWhatIsNeededStays() throws Exception {
            PruneReport report = processes[0].store.prune(ledger.turn(() -> {}, key -> true, story::add), () -> {});
            assertThat(report.waitingPacks()).isZero();
            assertThat(report.lostChunks()).isZero();
            assertThat(ledger.condemned()).isEmpty();
            assertThat(ledger.doomed()).isEmpty();
            check();
        }
    }

    /** Lets something else happen before each operation. */
    private record Interrupted(Backend real, Runnable meanwhile) implements Backend {
        @Override
        public Upload upload() {
            before();
            return real.upload();
        }

        @Override
        public void read(String key, long offset, byte[] into, int length) {
            before();
            real.read(key, offset, into, length);
        }

        @Override
        public void replace(String key, byte[] bytes) {
            real.replace(key, bytes);
        }

        @Override
        public long size(String key) {
            before();
            return real.size(key);
        }

        @Override
        public List<StoredObject> list(String prefix) {
            before();
            return real.list(prefix);
        }

        @Override
        public boolean delete(String key) {
            before();
            return real.delete(key);
        }

        @Override
        public String describe() {
            return real.describe();
        }

        @Override
        public void close() {}

        private void before() {
            if (!Thread.currentThread().getName().startsWith("vault-store")) {
                meanwhile.run();
            }
        }
    }
}
