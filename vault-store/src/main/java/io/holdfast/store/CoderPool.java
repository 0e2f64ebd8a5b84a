package io.holdfast.store;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** Lends coders; there are never more than threads that use one at once. */
final class CoderPool implements AutoCloseable {
    private final ConcurrentLinkedQueue<ChunkCoder> idle = new ConcurrentLinkedQueue<>();
    private final VaultKeys keys;
    private final int largestPlain;
    private volatile boolean closed;

    CoderPool(VaultKeys keys, int largestPlain) {
        this.keys = keys;
        this.largestPlain = largestPlain;
    }

    <T> T with(Function<ChunkCoder, T> use) {
        ChunkCoder coder = idle.poll();
        if (coder == null) {
            coder = new ChunkCoder(keys, largestPlain);
        }
        try {
            return use.apply(coder);
        } finally {
            idle.add(coder);
            if (closed) {
                close();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        for (ChunkCoder coder = idle.poll(); coder != null; coder = idle.poll()) {
            coder.close();
        }
    }
}
