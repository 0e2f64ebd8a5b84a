package io.holdfast.store;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One session's packs of one kind, one after the other. Safe for many threads. */
final class PackStream {
    private final Backend backend;
    private final PackTable packs;
    private final FileHeader.Kind kind;
    private final boolean encrypted;
    private final BiConsumer<Pack, PackDirectory> whenDurable;
    private @Nullable OpenPack open;

    /** @param whenDurable called by whichever thread completed a pack */
    PackStream(
            Backend backend,
            PackTable packs,
            FileHeader.Kind kind,
            boolean encrypted,
            BiConsumer<Pack, PackDirectory> whenDurable) {
        this.backend = backend;
        this.packs = packs;
        this.kind = kind;
        this.encrypted = encrypted;
        this.whenDurable = whenDurable;
    }

    /**
     * Appends a chunk. A full pack is handed back to be passed to {@link #complete} once the caller has told everybody
     * who waits for this chunk; others go on with the next pack meanwhile.
     */
    synchronized Appended append(
            SessionPacks session, ChunkCoder coder, ChunkId id, ChunkCoder.Body body, int plainLength) {
        OpenPack target = open;
        if (target == null) {
            target = begin(session);
            open = target;
        }
        Location location;
        try {
            location = target.append(coder, id, body, plainLength);
        } catch (Throwable e) {
            // nobody knows how much of the chunk was written: what came after it would not lie where it is said to
            open = null;
            target.pack().kill(e);
            target.close();
            throw e;
        }
        if (target.isFull()) {
            open = null;
            return new Appended(location, target);
        }
        return new Appended(location, null);
    }

    private OpenPack begin(SessionPacks session) {
        Backend.Upload upload = backend.upload();
        try {
            Pack pack = packs.create(FileHeader.fresh(kind, encrypted));
            OpenPack begun = new OpenPack(pack, upload);
            pack.setWriter(this);
            session.own(pack);
            return begun;
        } catch (Throwable e) {
            upload.close();
            throw e;
        }
    }

    void complete(OpenPack full) {
        try (full) {
            PackDirectory directory = full.commit();
            packs.named(full.pack(), directory.name());
            whenDurable.accept(full.pack(), directory);
            full.pack().setDurable(directory.name());
        } catch (Throwable e) {
            full.pack().kill(e);
            throw e;
        }
    }

    /** Completes the pack that is being written, if there is one. */
    void completeOpen() {
        OpenPack last = takeOpen(null);
        if (last != null) {
            complete(last);
        }
    }

    /** Completes {@code pack} if it is the one being written; somebody waits for it. */
    void completeOpen(Pack pack) {
        OpenPack last = takeOpen(pack);
        if (last != null) {
            complete(last);
        }
    }

    /** Drops the pack that is being written, unless another session relies on it already. */
    void abandonOpen() {
        OpenPack last = takeOpen(null);
        if (last == null) {
            return;
        }
        if (last.pack().killUnlessShared(new StoreException.Io("the backup that wrote this pack was given up", null))) {
            last.close();
        } else {
            complete(last);
        }
    }

    private synchronized @Nullable OpenPack takeOpen(@Nullable Pack only) {
        OpenPack taken = open;
        if (taken == null || (only != null && taken.pack() != only)) {
            return null;
        }
        open = null;
        return taken;
    }

    /** @param full a pack to be completed now, or null */
    record Appended(Location location, @Nullable OpenPack full) {}
}
