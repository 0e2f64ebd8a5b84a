package io.holdfast.store;

import java.util.Arrays;

/** An object from its beginning to its end, with few reads. */
final class ObjectInput {
    private static final int WINDOW = 1 << 20;

    private final Backend backend;
    private final String key;
    private final long size;
    private long position;
    private byte[] window = new byte[0];
    private long windowAt;

    ObjectInput(Backend backend, String key) {
        this.backend = backend;
        this.key = key;
        this.size = backend.size(key);
    }

    boolean hasMore() {
        return position < size;
    }

    byte[] next(int length) {
        if (length > size - position) {
            throw new StoreException.Damaged(key, "it ends early");
        }
        if (position + length > windowAt + window.length) {
            int take = (int) Math.min(size - position, Math.max(length, WINDOW));
            window = backend.read(key, position, take);
            windowAt = position;
        }
        int from = (int) (position - windowAt);
        position += length;
        return Arrays.copyOfRange(window, from, from + length);
    }
}
