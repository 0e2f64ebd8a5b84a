package io.holdfast.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Streams chunks in the order in which they lie in packs, so that neighbours are fetched in one read and a chunk that
 * occurs often is opened once. Works a window of chunks at a time, which bounds memory.
 */
final class Restore {
    private static final int WINDOW = 16_384;
    private static final int LONGEST_READ = 4 << 20;
    private static final int LARGEST_GAP = 64 << 10;

    private static final ThreadLocal<Buffers> BUFFERS = ThreadLocal.withInitial(Buffers::new);

    private final VaultStore store;
    private final BlockMap map;
    private final DiskImage image;
    private final Tree tree;
    private final boolean skipHoles;
    private final RestoreSink sink;
    private final Semaphore slots;
    private final TaskGroup tasks = new TaskGroup();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final LongAdder bytes = new LongAdder();
    private final List<Piece> window = new ArrayList<>();

    /** A chunk that has to be fetched. */
    private record Piece(long chunk, ChunkId id, Location at) {}

    Restore(VaultStore store, BlockMap map, DiskImage image, boolean skipHoles, RestoreSink sink) {
        this.store = store;
        this.map = map;
        this.image = image;
        this.tree = image.tree(store.chunkSize());
        this.skipHoles = skipHoles;
        this.sink = sink;
        this.slots = new Semaphore(2 * store.workerCount());
    }

    long run(List<Extent> extents) throws InterruptedException {
        try {
            long done = 0;
            for (Extent extent : extents) {
                long from = Math.max(done, extent.offset() / store.chunkSize());
                long to = Math.min(tree.chunks(), DiskImage.chunks(extent.end(), store.chunkSize()));
                for (long chunk = from; chunk < to; chunk += WINDOW) {
                    collect(chunk, Math.min(to, chunk + WINDOW));
                }
                done = Math.max(done, to);
            }
            flush();
            tasks.await();
        } catch (InterruptedException e) {
            failure.compareAndSet(null, e);
            throw e;
        } finally {
            tasks.awaitUninterruptibly(); // the sink is the caller's again when we return
        }
        check();
        return bytes.sum();
    }

    private void collect(long from, long to) throws InterruptedException {
        long[] next = {from};
        map.stored(tree, from, to, (chunk, id) -> {
            zeros(next[0], chunk);
            next[0] = chunk + 1;
            window.add(new Piece(chunk, id, store.chunks().locate(id)));
        });
        zeros(next[0], to);
        if (window.size() >= WINDOW) {
            flush();
        }
    }

    private void zeros(long from, long to) {
        if (!skipHoles) {
            for (long chunk = from; chunk < to; chunk++) {
                check();
                write(chunk, store.zeros());
            }
        }
    }

    private void flush() throws InterruptedException {
        window.sort(Comparator.comparingInt((Piece piece) -> piece.at.pack())
                .thenComparingInt(piece -> piece.at.offset())
                .thenComparingLong(Piece::chunk));
        List<Piece> run = new ArrayList<>();
        for (Piece piece : window) {
            if (!run.isEmpty() && !belongs(run, piece)) {
                submit(run);
                run = new ArrayList<>();
            }
            run.add(piece);
        }
        if (!run.isEmpty()) {
            submit(run);
        }
        window.clear();
    }

    private static boolean belongs(List<Piece> run, Piece piece) {
        Location first = run.get(0).at;
        Location last = run.get(run.size() - 1).at;
        return piece.at.pack() == first.pack()
                && end(piece.at) - first.offset() <= LONGEST_READ
                && piece.at.offset() - end(last) <= LARGEST_GAP;
    }

    private static long end(Location at) {
        return (long) at.offset() + at.stored();
    }

    private void submit(List<Piece> run) throws InterruptedException {
        check();
        slots.acquire();
        tasks.begin();
        Runnable task = () -> {
            try {
                if (failure.get() == null) {
                    fetch(run);
                }
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            } finally {
                slots.release();
                tasks.end();
            }
        };
        try {
            store.workers().execute(task);
        } catch (RuntimeException rejected) {
            failure.compareAndSet(null, rejected);
            task.run();
        }
    }

    private void fetch(List<Piece> run) {
        Location first = run.get(0).at;
        Pack pack = store.chunks().packAt(first);
        int length = (int) (end(run.get(run.size() - 1).at) - first.offset());
        Buffers buffers = BUFFERS.get();
        byte[] fetched = buffers.fetched(length);
        try {
            store.chunks().fetch(pack, first.offset(), fetched, length);
        } catch (StoreException.NotFound e) {
            fetchOneByOne(run);
            return;
        }
        byte[] plain = buffers.plain(store.chunkSize());
        ChunkId opened = ChunkId.HOLE;
        for (Piece piece : run) {
            if (!piece.id.equals(opened)) {
                int offset = piece.at.offset() - first.offset();
                checkLength(piece, store.chunks().decode(piece.id, piece.at, pack, fetched, offset, plain));
                opened = piece.id;
            }
            write(piece.chunk, plain);
        }
    }

    /** Of a worker. Made anew for each run they would be most of the garbage there is, and of the size that collectors like least. */
    private static final class Buffers {
        private byte[] fetched = new byte[0];
        private byte[] plain = new byte[0];

        byte[] fetched(int length) {
            if (fetched.length < length) {
                fetched = new byte[Math.max(length, LONGEST_READ)];
            }
            return fetched;
        }

        byte[] plain(int length) {
            if (plain.length != length) {
                plain = new byte[length];
            }
            return plain;
        }
    }

    /** The pack is gone: each chunk looks for its new place. */
    private void fetchOneByOne(List<Piece> run) {
        byte[] plain = new byte[store.chunkSize()];
        for (Piece piece : run) {
            checkLength(piece, store.chunks().read(piece.id, plain));
            write(piece.chunk, plain);
        }
    }

    private void checkLength(Piece piece, int length) {
        if (length != store.chunkSize()) {
            throw new StoreException.Damaged("chunk " + piece.id, "it is shorter than a chunk");
        }
    }

    private void write(long chunk, byte[] plain) {
        long offset = chunk * store.chunkSize();
        int length = (int) Math.min(store.chunkSize(), image.size() - offset);
        try {
            sink.write(offset, ByteBuffer.wrap(plain, 0, length).asReadOnlyBuffer());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        bytes.add(length);
    }

    private void check() {
        Throwable e = failure.get();
        if (e instanceof StoreException known) {
            throw known;
        }
        if (e instanceof UncheckedIOException ofSink) {
            throw ofSink;
        }
        if (e != null) {
            throw new IllegalStateException("the restore failed: " + e.getMessage(), e);
        }
    }
}
