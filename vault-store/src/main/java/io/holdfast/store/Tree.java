package io.holdfast.store;

/**
 * A block map: {@code levels} of pages over {@code chunks} entries. Any tree can be seen as a higher one whose new
 * pages have the lower one as their first entry.
 */
record Tree(ChunkId root, int levels, long chunks) {
    private static final int BITS = Integer.numberOfTrailingZeros(Page.ENTRIES);

    static int levels(long chunks) {
        int levels = 1;
        while (span(levels) < chunks) {
            levels++;
        }
        return levels;
    }

    /** Chunks under one entry of a page of {@code level}; so also under a whole page one level below. */
    static long span(int level) {
        return 1L << (BITS * level);
    }

    Node top() {
        return new Node(levels - 1, root);
    }

    /**
     * A page, or at level -1 a chunk.
     *
     * @param id may be a hole
     */
    record Node(int level, ChunkId id) {
        /** The child in {@code slot}, seen from a page of {@code level}, which may be above this node. */
        Node child(PageCache pages, int level, int slot) {
            if (level > this.level) {
                return slot == 0 ? this : new Node(level - 1, ChunkId.HOLE);
            }
            return new Node(
                    level - 1,
                    id.isHole() ? ChunkId.HOLE : pages.read(id, level).get(slot));
        }
    }
}
