package io.holdfast.backup;

import io.holdfast.store.Backend;
import io.holdfast.store.DirectoryBackend;
import io.holdfast.store.StoreException;
import io.holdfast.store.StoredObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A real folder with a quota, that tells the test when a manifest has become durable. */
final class FaultyBackend implements Backend {
    /** What the test sets; shared by all folders of a world. */
    static final class Faults {
        final AtomicLong bytesLeft = new AtomicLong(Long.MAX_VALUE);
        volatile Runnable manifestWritten = () -> {};
        volatile Runnable beforeDelete = () -> {};

        Backend over(Path folder) {
            return new FaultyBackend(new DirectoryBackend(folder), this);
        }
    }

    private final Backend real;
    private final Faults faults;

    private FaultyBackend(Backend real, Faults faults) {
        this.real = real;
        this.faults = faults;
    }

    @Override
    public Upload upload() {
        Upload upload = real.upload();
        return new Upload() {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                if (faults.bytesLeft.addAndGet(-length) < 0) {
                    throw new StoreException.NoSpace("quota of " + real.describe() + " is used up", null);
                }
                upload.write(bytes, offset, length);
            }

            @Override
            public boolean commit(String key) {
                boolean committed = upload.commit(key);
                if (key.endsWith(".point")) {
                    faults.manifestWritten.run();
                }
                return committed;
            }

            @Override
            public void close() {
                upload.close();
            }
        };
    }

    @Override
    public void read(String key, long offset, byte[] into, int length) {
        real.read(key, offset, into, length);
    }

    @Override
    public void replace(String key, byte[] bytes) {
        real.replace(key, bytes);
    }

    @Override
    public long size(String key) {
        return real.size(key);
    }

    @Override
    public List<StoredObject> list(String prefix) {
        return real.list(prefix);
    }

    @Override
    public boolean delete(String key) {
        faults.beforeDelete.run();
        return real.delete(key);
    }

    @Override
    public String describe() {
        return real.describe();
    }

    @Override
    public void close() {
        real.close();
    }
}
