package io.holdfast.store;

import java.util.List;

/**
 * Where a vault's objects lie: the least that an object store or a folder can do.
 *
 * <p><b>Keys</b> are relative paths of {@code [A-Za-z0-9._-]} segments separated by {@code /}; no segment starts with a
 * dot. Anything else is an {@link IllegalArgumentException}.
 *
 * <p><b>Objects never change</b>, but for one: {@code vault.json} is {@linkplain #replace replaced} when its key slots change. A key is put once, read, and perhaps deleted.
 *
 * <p><b>Failures</b> are {@link StoreException}s: {@code NotFound} for a key that is not there, {@code NoSpace},
 * {@code ReadOnly}, {@code Damaged} when an object is shorter than what is asked of it, otherwise {@code Io}. After a
 * failed {@link Upload#commit} or {@link #delete} it is unknown whether it happened; both may be repeated.
 *
 * <p><b>Threads</b>: every method may be called by any number of threads at once; one {@link Upload} by one at a time.
 */
public interface Backend extends AutoCloseable {
    /** Begins an object whose key need not be known yet. Nothing is visible before {@link Upload#commit}. */
    Upload upload();

    /** Fills {@code into} up to {@code length}, with the bytes from {@code offset} on. An object that ends earlier is {@code Damaged}; then, what was filled in means nothing. */
    void read(String key, long offset, byte[] into, int length);

    /** Exactly {@code length} bytes from {@code offset} on. An object that ends earlier is {@code Damaged}. */
    default byte[] read(String key, long offset, int length) {
        byte[] bytes = new byte[length];
        read(key, offset, bytes, length);
        return bytes;
    }

    /** Bytes. */
    long size(String key);

    /**
     * The objects whose keys begin with {@code prefix}, ordered by key. {@code prefix} is empty or ends with a slash. An
     * object that is put or deleted meanwhile may be in the list or not; every other one is.
     */
    List<StoredObject> list(String prefix);

    /** Returns whether there was such an object. Durable when it returns. */
    boolean delete(String key);

    /** For messages: where this is, without secrets. */
    String describe();

    @Override
    void close();

    /** A small object in one piece. Returns false, and changes nothing, when the key is taken. */
    default boolean put(String key, byte[] bytes) {
        try (Upload upload = upload()) {
            upload.write(bytes, 0, bytes.length);
            return upload.commit(key);
        }
    }

    /** Puts an object in the place of another, whole and durable: whoever reads the key sees the one or the other. */
    void replace(String key, byte[] bytes);

    /** A whole object, which is {@code Damaged} when it is larger than {@code limit} bytes. */
    default byte[] readAll(String key, int limit) {
        long size = size(key);
        if (size > limit) {
            throw new StoreException.Damaged(key, "it has " + size + " bytes, more than such an object can have");
        }
        return read(key, 0, (int) size);
    }

    /** An object on its way. */
    interface Upload extends AutoCloseable {
        /** Appends. The array is the caller's again on return. */
        void write(byte[] bytes, int offset, int length);

        /**
         * Makes the object visible under its key, whole and durable: it survives a power cut from here on. Returns false,
         * and changes nothing, when the key is taken. Called once at most.
         */
        boolean commit(String key);

        /** Drops what was not committed. Never fails. */
        @Override
        void close();
    }
}
