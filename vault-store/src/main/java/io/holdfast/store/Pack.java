package io.holdfast.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A pack as this process knows it, from its first chunk on. Until an index segment that names it is durable, the
 * sessions that rely on it hold it: with the last of them gone it is nobody's.
 *
 * <p>Guarded by itself.
 */
final class Pack {
    private final int number;
    private final FileHeader header;
    private final FileSeal seal;
    private final CompletableFuture<Void> durable = new CompletableFuture<>();
    private volatile @Nullable PackStream writer;
    private volatile boolean suspect;
    private @Nullable String name;
    private boolean indexed;
    private boolean dead;
    private boolean mayBeIndexed;
    private int holders;

    Pack(int number, FileHeader header, FileSeal seal) {
        this.number = number;
        this.header = header;
        this.seal = seal;
    }

    int number() {
        return number;
    }

    FileHeader header() {
        return header;
    }

    FileSeal seal() {
        return seal;
    }

    synchronized boolean isAlive() {
        return !dead;
    }

    /** Something in it could not be read right: it is still read from, but nothing new relies on it. */
    void suspect() {
        suspect = true;
    }

    boolean isSuspect() {
        return suspect;
    }

    synchronized boolean isIndexed() {
        return indexed;
    }

    /** The key of a pack that can be read already. */
    synchronized String key() {
        if (name == null) {
            throw new IllegalStateException("pack " + number + " is still being written");
        }
        return Keys.pack(name);
    }

    synchronized @Nullable String nameIfDurable() {
        return name;
    }

    synchronized String name() {
        if (name == null) {
            throw new IllegalStateException("pack " + number + " is still being written");
        }
        return name;
    }

    /** Takes a hold, or finds that none is needed. */
    synchronized Hold hold() {
        if (dead) {
            return Hold.Gone;
        }
        if (indexed) {
            return Hold.NotNeeded;
        }
        holders++;
        return Hold.Taken;
    }

    /** Lets go. True for the last holder of a pack that nobody can know of: it is dead now, and may be deleted. */
    synchronized boolean release() {
        holders--;
        if (holders > 0 || indexed) {
            return false;
        }
        dead = true;
        return !mayBeIndexed && name != null;
    }

    /** Gives up a pack that only the caller holds. False when others rely on it. */
    synchronized boolean killUnlessShared(Throwable why) {
        if (holders > 1) {
            return false;
        }
        kill(why);
        return true;
    }

    /** An index segment that names this pack is about to be written: from now on it must not be deleted. */
    synchronized void expectIndexed() {
        mayBeIndexed = true;
    }

    synchronized void setIndexed(String durableName) {
        name = durableName;
        indexed = true;
        dead = false;
        durable.complete(null);
    }

    synchronized void setDurable(String durableName) {
        name = durableName;
        writer = null;
        durable.complete(null);
    }

    synchronized void kill(Throwable why) {
        dead = true;
        indexed = false;
        durable.completeExceptionally(why);
    }

    void setWriter(PackStream stream) {
        writer = stream;
    }

    /** Has the pack completed now, if it is still growing, and waits until it is durable. {@code Io} when it never will be. */
    void makeDurable() {
        PackStream stream = writer;
        if (stream != null) {
            stream.completeOpen(this);
        }
        try {
            durable.join();
        } catch (CompletionException e) {
            throw new StoreException.Io("a pack of another backup, which this one relies on, could not be stored", e);
        }
    }

    enum Hold {
        Taken,
        NotNeeded,
        Gone
    }
}
