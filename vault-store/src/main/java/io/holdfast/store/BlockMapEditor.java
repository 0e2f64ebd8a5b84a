package io.holdfast.store;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The block map of a new point, as changes to its base's. A leaf is written as soon as all its entries are known; what
 * waits costs memory for each changed entry, not for the disk. Safe for many threads.
 */
final class BlockMapEditor {
    private final Tree base;
    private final long chunks;
    private final int levels;
    private final PageCache pages;
    private final PageSink sink;
    private final Map<Long, LeafEdit> edits = new HashMap<>();
    private final NavigableMap<Long, ChunkId> leaves = new TreeMap<>();

    /** Stores a page and returns its id. */
    interface PageSink {
        ChunkId store(Page page);
    }

    BlockMapEditor(long chunks, Tree base, PageCache pages, PageSink sink) {
        this.base = base;
        this.chunks = chunks;
        this.levels = Tree.levels(chunks);
        this.pages = pages;
        this.sink = sink;
        if (base.chunks() > chunks && chunks > 0) {
            // the disk shrank: the last page that remains is written again, without what was cut off
            edits.put((chunks - 1) / Page.ENTRIES, new LeafEdit());
        }
    }

    /** Sets an entry, once. */
    void set(long chunk, ChunkId id) {
        long leaf = chunk / Page.ENTRIES;
        LeafEdit complete = null;
        synchronized (this) {
            LeafEdit edit = edit(leaf);
            edit.set((int) (chunk % Page.ENTRIES), id);
            if (edit.count == entriesOf(leaf)) {
                complete = edits.remove(leaf);
                leaves.put(leaf, ChunkId.HOLE); // claims it until its id is known
            }
        }
        if (complete != null) {
            write(leaf, complete);
        }
    }

    /** Makes holes of the entries from {@code from} to before {@code to}. */
    void clear(long from, long to) {
        for (long chunk = from; chunk < to; ) {
            long leaf = chunk / Page.ENTRIES;
            long end = Math.min(to, (leaf + 1) * Page.ENTRIES);
            boolean whole = chunk == leaf * Page.ENTRIES && end - chunk == entriesOf(leaf);
            if (whole) {
                clearLeaf(leaf);
            } else {
                for (; chunk < end; chunk++) {
                    set(chunk, ChunkId.HOLE);
                }
            }
            chunk = end;
        }
    }

    private synchronized void clearLeaf(long leaf) {
        LeafEdit edit = edits.get(leaf);
        if (leaves.containsKey(leaf) || (edit != null && edit.count > 0)) {
            throw new IllegalStateException("a chunk was given twice");
        }
        edits.remove(leaf);
        if (!base.root().isHole()) {
            leaves.put(leaf, ChunkId.HOLE);
        }
    }

    private LeafEdit edit(long leaf) {
        if (leaves.containsKey(leaf)) {
            throw new IllegalStateException("a chunk was given twice");
        }
        return edits.computeIfAbsent(leaf, any -> new LeafEdit());
    }

    private int entriesOf(long leaf) {
        return (int) Math.min(Page.ENTRIES, chunks - leaf * Page.ENTRIES);
    }

    private void write(long leaf, LeafEdit edit) {
        boolean covered = edit.count == entriesOf(leaf);
        Page page = covered ? Page.empty(0) : basePage(0, leaf);
        edit.apply(page);
        clip(page, entriesOf(leaf));
        ChunkId id = store(page);
        synchronized (this) {
            leaves.put(leaf, id);
        }
    }

    /** Writes what is left and returns the root. Called once, when nobody sets any more. */
    @Nullable
    ChunkId finish() {
        Map<Long, LeafEdit> rest = new TreeMap<>(edits);
        edits.clear();
        rest.forEach(this::write);
        NavigableMap<Long, ChunkId> changed = leaves;
        if (chunks == 0) {
            return null;
        }
        if (levels > base.levels() && !base.root().isHole()) {
            // the disk grew: new pages above the base's root get made on the way up from its first leaf
            changed.putIfAbsent(0L, baseId(0, 0));
        }
        ChunkId root = root(changed);
        return root.isHole() ? null : root;
    }

    private ChunkId root(NavigableMap<Long, ChunkId> leafChanges) {
        NavigableMap<Long, ChunkId> changed = leafChanges;
        for (int level = 1; level < levels; level++) {
            changed = parents(level, changed);
        }
        ChunkId root = changed.get(0L);
        return root != null ? root : baseId(levels - 1, 0);
    }

    private NavigableMap<Long, ChunkId> parents(int level, NavigableMap<Long, ChunkId> children) {
        NavigableMap<Long, ChunkId> parents = new TreeMap<>();
        long childCount = (chunks + Tree.span(level) - 1) / Tree.span(level);
        while (!children.isEmpty()) {
            long index = children.firstKey() / Page.ENTRIES;
            Page page = basePage(level, index);
            Map<Long, ChunkId> own = children.headMap((index + 1) * Page.ENTRIES);
            own.forEach((child, id) -> page.set((int) (child % Page.ENTRIES), id));
            own.clear();
            clip(page, (int) Math.min(Page.ENTRIES, childCount - index * Page.ENTRIES));
            parents.put(index, store(page));
        }
        return parents;
    }

    private ChunkId store(Page page) {
        return page.isAllHoles() ? ChunkId.HOLE : sink.store(page);
    }

    private static void clip(Page page, int entries) {
        for (int slot = entries; slot < Page.ENTRIES; slot++) {
            page.set(slot, ChunkId.HOLE);
        }
    }

    /** A copy of the base's page to change. */
    private Page basePage(int level, long index) {
        return level >= base.levels()
                ? Page.empty(level)
                : pages.read(baseId(level, index), level).copy();
    }

    /** The id of the base's page, walking down from its root. */
    private ChunkId baseId(int level, long index) {
        if (level >= base.levels() || index >= Tree.span(base.levels() - 1 - level)) {
            return ChunkId.HOLE;
        }
        ChunkId id = base.root();
        for (int at = base.levels() - 1; at > level && !id.isHole(); at--) {
            int slot = (int) (index / Tree.span(at - 1 - level) % Page.ENTRIES);
            id = pages.read(id, at).get(slot);
        }
        return id;
    }

    /** The entries of a leaf that are known so far. */
    private static final class LeafEdit {
        private final BitSet known = new BitSet(Page.ENTRIES);
        private short[] slots = new short[4];
        private ChunkId[] ids = new ChunkId[4];
        private int count;

        void set(int slot, ChunkId id) {
            if (known.get(slot)) {
                throw new IllegalStateException("a chunk was given twice");
            }
            known.set(slot);
            if (count == slots.length) {
                slots = Arrays.copyOf(slots, 2 * count);
                ids = Arrays.copyOf(ids, 2 * count);
            }
            slots[count] = (short) slot;
            ids[count++] = id;
        }

        void apply(Page page) {
            for (int i = 0; i < count; i++) {
                page.set(slots[i], ids[i]);
            }
        }
    }
}
