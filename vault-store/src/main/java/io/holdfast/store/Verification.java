package io.holdfast.store;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what is lost or not as it was written, and who needs it. */
final class Verification {
    private static final int WINDOW = 1 << 20;

    private final VaultStore store;
    private final Runnable checkStop;

    Verification(VaultStore store, Runnable checkStop) {
        this.store = store;
        this.checkStop = checkStop;
    }

    /**
     * Reads a pack. Null: it is as it was written. A pack that is gone meanwhile counts as sound: prune has deleted it, or {@link #damaged} finds it missing.
     *
     * @param content opens every chunk too, and compares it with its id
     */
    @Nullable
    DamagedPack pack(String name, boolean content) {
        try {
            boolean same = hash(Keys.pack(name)).equals(name);
            if (same && !content) {
                return null;
            }
            Set<ChunkId> bad = badChunks(name);
            if (same && bad.isEmpty()) {
                return null;
            }
            store.index().packs().suspect(name);
            bad.removeIf(id -> isElsewhere(id, name));
            return new DamagedPack(
                    name, same ? "chunks do not match their ids" : "its bytes do not match its name", bad);
        } catch (StoreException.NotFound gone) {
            return null;
        }
    }

    private String hash(String key) {
        MessageDigest hash = Crypto.sha256();
        byte[] window = new byte[WINDOW];
        long size = store.backend().size(key);
        for (long at = 0; at < size; at += WINDOW) {
            checkStop.run();
            int length = (int) Math.min(WINDOW, size - at);
            store.backend().read(key, at, window, length);
            hash.update(window, 0, length);
        }
        return HexFormat.of().formatHex(hash.digest());
    }

    private Set<ChunkId> badChunks(String name) {
        PackDirectory directory = directory(name);
        Set<ChunkId> bad = new HashSet<>();
        if (directory == null) {
            return bad;
        }
        FileSeal seal =
                store.keys().seal(directory.header().kind(), directory.header().salt());
        byte[] plain = new byte[Math.max(store.chunkSize(), Page.LENGTH)];
        int ordinal = 0;
        for (PackDirectory.Entry entry : directory.entries()) {
            checkStop.run();
            Location at = new Location(0, ordinal++, entry.offset(), entry.stored(), entry.codec());
            if (!isReadable(name, seal, at, entry.id(), plain)) {
                bad.add(entry.id());
            }
        }
        return bad;
    }

    private boolean isReadable(String name, FileSeal seal, Location at, ChunkId id, byte[] plain) {
        String key = Keys.pack(name);
        try {
            byte[] stored = store.backend().read(key, at.offset(), at.stored());
            store.coders().with(coder -> coder.decode(seal, at, id, stored, 0, plain, key));
            return true;
        } catch (StoreException.Damaged e) {
            return false;
        }
    }

    /** What the pack says it holds, or what the index says when that is damaged itself. */
    private @Nullable PackDirectory directory(String name) {
        try {
            return PackFile.read(store.backend(), name, store.keys());
        } catch (StoreException.Damaged e) {
            List<PackDirectory> found = new ArrayList<>();
            for (StoredObject object : store.backend().list(Keys.INDEX)) {
                if (Keys.isIndex(object.key())) {
                    addFrom(object.key(), name, found);
                }
            }
            return found.isEmpty() ? null : found.get(0);
        }
    }

    private void addFrom(String segment, String pack, List<PackDirectory> found) {
        try {
            IndexSegment.read(store.backend(), segment, store.keys(), directory -> {
                if (directory.name().equals(pack)) {
                    found.add(directory);
                }
            });
        } catch (StoreException.Damaged | StoreException.NotFound e) {
            // another may name it
        }
    }

    private boolean isElsewhere(ChunkId id, String pack) {
        Location at = store.index().find(id);
        return at != null
                && !store.index().packAt(at).name().equals(pack)
                && !store.index().packAt(at).isSuspect();
    }

    /** Points that need something that no pack holds, or one of {@code bad}. */
    List<DamagedPoint> damaged(Set<ChunkId> bad) {
        store.index().refresh();
        Set<String> present = new HashSet<>();
        store.backend().list(Keys.PACKS).forEach(object -> present.add(object.key()));
        Walk walk = new Walk(bad, present);
        List<DamagedPoint> damaged = new ArrayList<>();
        for (StoredObject object : store.backend().list(Keys.POINTS)) {
            PointKey key = Keys.parsePoint(object.key());
            DamagedPoint point = key == null ? null : walk.check(key);
            if (point != null) {
                damaged.add(point);
            }
        }
        return damaged;
    }

    /** A page is looked into once, however many points have it. */
    private final class Walk {
        private final Set<ChunkId> bad;
        private final Set<String> present;
        private final Map<ChunkId, Boolean> pages = new HashMap<>();

        Walk(Set<ChunkId> bad, Set<String> present) {
            this.bad = bad;
            this.present = present;
        }

        @Nullable
        DamagedPoint check(PointKey key) {
            PointManifest manifest;
            try {
                manifest = store.pointFile().read(key.item(), key.point());
            } catch (StoreException.NotFound deletedMeanwhile) {
                return null;
            } catch (StoreException.Damaged e) {
                return new DamagedPoint(key, null, null);
            }
            boolean sound = true;
            for (DiskImage disk : manifest.disks()) {
                sound &= isSound(disk.tree(store.chunkSize()).top());
            }
            return sound
                    ? null
                    : new DamagedPoint(
                            key,
                            manifest.details().machineName(),
                            manifest.details().time());
        }

        private boolean isSound(Tree.Node node) {
            if (node.id().isHole()) {
                return true;
            }
            if (node.level() < 0) {
                return isThere(node.id());
            }
            Boolean known = pages.get(node.id());
            if (known == null) {
                known = isThere(node.id()) && areSound(node);
                pages.put(node.id(), known);
            }
            return known;
        }

        private boolean areSound(Tree.Node node) {
            checkStop.run();
            try {
                Page page = store.pages().read(node.id(), node.level());
                boolean sound = true;
                for (int slot = 0; slot < Page.ENTRIES; slot++) {
                    sound &= isSound(new Tree.Node(node.level() - 1, page.get(slot)));
                }
                return sound;
            } catch (StoreException.Damaged e) {
                return false;
            }
        }

        private boolean isThere(ChunkId id) {
            if (bad.contains(id)) {
                return false;
            }
            try {
                Pack pack = store.index().packAt(store.chunks().locate(id));
                return present.contains(pack.key());
            } catch (StoreException.Damaged e) {
                return false;
            }
        }
    }
}
