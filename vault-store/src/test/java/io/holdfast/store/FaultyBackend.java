package io.holdfast.store;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Passes everything on, but for one operation that fails as it is told. */
public final class FaultyBackend implements Backend {
    public enum Fault {
        ErrorBefore,
        ErrorAfter,
        NoSpace
    }

    private final Backend real;
    private int operations;
    private int failAt = Integer.MAX_VALUE;
    private Fault fault = Fault.ErrorBefore;
    private boolean stayDown;
    private @Nullable UnaryOperator<byte[]> readFault;
    private final Set<Upload> openUploads = ConcurrentHashMap.newKeySet();
    private @Nullable Runnable afterList;
    private String readFaultKeys = "";

    public FaultyBackend(Backend real) {
        this.real = real;
    }

    /** Fails the operation of that number, counted from now and from zero; and all that follow, if it is to stay down. */
    public synchronized void failAt(int number, Fault how, boolean thenStayDown) {
        operations = 0;
        failAt = number;
        fault = how;
        stayDown = thenStayDown;
    }

    public synchronized void heal() {
        failAt = Integer.MAX_VALUE;
        readFault = null;
    }

    public int openUploads() {
        return openUploads.size();
    }

    /** Whether the operation that was to fail has come. */
    public synchronized boolean hasFailed() {
        return operations > failAt;
    }

    /** Comes in once, between a listing and its answer. */
    public synchronized void afterNextList(Runnable action) {
        afterList = action;
    }

    /** Changes what is read from keys that begin so: a bit flip, a short read. */
    public synchronized void onRead(String keys, UnaryOperator<byte[]> change) {
        readFaultKeys = keys;
        readFault = change;
    }

    private interface Operation<T> {
        T run();
    }

    private synchronized @Nullable Fault next() {
        int number = operations++;
        return number == failAt || (stayDown && number > failAt) ? fault : null;
    }

    private <T> T run(Operation<T> operation) {
        Fault now = next();
        if (now == Fault.ErrorBefore) {
            throw new StoreException.Io("injected before", null);
        }
        if (now == Fault.NoSpace) {
            throw new StoreException.NoSpace("injected", null);
        }
        T result = operation.run();
        if (now == Fault.ErrorAfter) {
            throw new StoreException.Io("injected after", null);
        }
        return result;
    }

    @Override
    public Upload upload() {
        Upload upload = run(real::upload);
        openUploads.add(upload);
        return new Upload() {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                run(() -> {
                    upload.write(bytes, offset, length);
                    return true;
                });
            }

            @Override
            public boolean commit(String key) {
                return run(() -> upload.commit(key));
            }

            @Override
            public void close() {
                openUploads.remove(upload);
                upload.close();
            }
        };
    }

    @Override
    public void read(String key, long offset, byte[] into, int length) {
        byte[] bytes = run(() -> real.read(key, offset, length));
        UnaryOperator<byte[]> change;
        synchronized (this) {
            change = key.startsWith(readFaultKeys) ? readFault : null;
        }
        byte[] changed = change == null ? bytes : change.apply(bytes);
        if (changed.length < length) {
            throw new StoreException.Damaged(key, "short read injected");
        }
        System.arraycopy(changed, 0, into, 0, length);
    }

    @Override
    public void replace(String key, byte[] bytes) {
        run(() -> {
            real.replace(key, bytes);
            return true;
        });
    }

    @Override
    public long size(String key) {
        return run(() -> real.size(key));
    }

    @Override
    public List<StoredObject> list(String prefix) {
        List<StoredObject> found = run(() -> real.list(prefix));
        Runnable then;
        synchronized (this) {
            then = afterList;
            afterList = null;
        }
        if (then != null) {
            then.run();
        }
        return found;
    }

    @Override
    public boolean delete(String key) {
        return run(() -> real.delete(key));
    }

    @Override
    public String describe() {
        return "faulty " + real.describe();
    }

    @Override
    public void close() {
        real.close();
    }
}
