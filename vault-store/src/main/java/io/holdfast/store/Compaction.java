package io.holdfast.store;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores anew what is live in packs that are mostly dead, checking every byte on the way. */
final class Compaction {
    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);

    private final VaultStore store;
    private final Census census;
    private final Runnable checkStop;
    private final SessionPacks session;
    private final Map<FileHeader.Kind, PackStream> streams = new EnumMap<>(FileHeader.Kind.class);
    private long copied;

    Compaction(VaultStore store, Census census, Runnable checkStop) {
        this.store = store;
        this.census = census;
        this.checkStop = checkStop;
        this.session = new SessionPacks(store, Set.of());
        for (FileHeader.Kind kind : List.of(FileHeader.Kind.DataPack, FileHeader.Kind.MetadataPack)) {
            streams.put(kind, session.stream(kind));
        }
    }

    /** Returns the packs that nothing needs any more: what was needed of them lies elsewhere, durable and named. */
    Set<String> run(List<Census.Count> packs) {
        Set<String> done = new HashSet<>();
        try {
            for (Census.Count pack : packs) {
                if (copy(pack)) {
                    done.add(pack.name());
                }
            }
            streams.values().forEach(PackStream::completeOpen);
            session.commitSegment();
            return done;
        } catch (Throwable e) {
            session.abandon(new ArrayList<>(streams.values()));
            throw e;
        }
    }

    long copiedBytes() {
        return copied;
    }

    private boolean copy(Census.Count pack) {
        try {
            PackDirectory directory = PackFile.read(store.backend(), pack.name(), store.keys());
            FileSeal seal = store.keys()
                    .seal(directory.header().kind(), directory.header().salt());
            byte[] plain = new byte[Math.max(store.chunkSize(), Page.LENGTH)];
            int ordinal = 0;
            for (PackDirectory.Entry entry : directory.entries()) {
                if (census.keeps(pack, entry.id())) {
                    checkStop.run();
                    copy(directory, seal, ordinal, entry, plain);
                }
                ordinal++;
            }
            return true;
        } catch (StoreException.NotFound | StoreException.Damaged e) {
            LOG.warn("A mostly dead pack stays, because what is needed of it cannot be read: {}", e.getMessage());
            return false;
        }
    }

    private void copy(PackDirectory directory, FileSeal seal, int ordinal, PackDirectory.Entry entry, byte[] plain) {
        String key = Keys.pack(directory.name());
        byte[] stored = store.backend().read(key, entry.offset(), entry.stored());
        Location from = new Location(0, ordinal, entry.offset(), entry.stored(), entry.codec());
        PackStream stream = streams.get(directory.header().kind());
        if (stream == null) {
            throw new StoreException.Damaged(key, "it is no pack");
        }
        PackStream.Appended appended = store.coders().with(coder -> {
            int length = coder.decode(seal, from, entry.id(), stored, 0, plain, key);
            return stream.append(session, coder, entry.id(), coder.compress(plain, length), length);
        });
        copied += appended.location().stored();
        OpenPack full = appended.full();
        if (full != null) {
            stream.complete(full);
        }
    }
}
