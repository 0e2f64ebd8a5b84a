package io.holdfast.store;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The reference of what a backend does, without I/O. */
public final class MemoryBackend implements Backend {
    private final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();

    @Override
    public Upload upload() {
        return new Upload() {
            private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

            @Override
            public void write(byte[] from, int offset, int length) {
                bytes.write(from, offset, length);
            }

            @Override
            public boolean commit(String key) {
                return objects.putIfAbsent(Keys.check(key), bytes.toByteArray()) == null;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void read(String key, long offset, byte[] into, int length) {
        byte[] object = object(key);
        if (offset + length > object.length) {
            throw new StoreException.Damaged(key, "it ends at byte " + object.length);
        }
        System.arraycopy(object, (int) offset, into, 0, length);
    }

    @Override
    public long size(String key) {
        return object(key).length;
    }

    private byte[] object(String key) {
        byte[] object = objects.get(Keys.check(key));
        if (object == null) {
            throw new StoreException.NotFound(key);
        }
        return object;
    }

    @Override
    public List<StoredObject> list(String prefix) {
        Keys.checkPrefix(prefix);
        return objects.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .map(entry -> new StoredObject(entry.getKey(), entry.getValue().length))
                .toList();
    }

    @Override
    public boolean delete(String key) {
        return objects.remove(Keys.check(key)) != null;
    }

    @Override
    public void replace(String key, byte[] bytes) {
        objects.put(Keys.check(key), bytes.clone());
    }

    /** What bad storage does, and no method of a backend. */
    public void overwrite(String key, byte[] bytes) {
        objects.put(key, bytes);
    }

    @Override
    public String describe() {
        return "memory";
    }

    @Override
    public void close() {}
}
