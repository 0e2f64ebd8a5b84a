package io.holdfast.store;

/** Walks over block maps, ascending, without touching pages that cannot matter. */
final class BlockMap {
    private final PageCache pages;

    BlockMap(PageCache pages) {
        this.pages = pages;
    }

    interface Visitor {
        void visit(long chunk, ChunkId id);
    }

    /** Visits the chunks that are stored, from {@code from} to before {@code to}. */
    void stored(Tree tree, long from, long to, Visitor visitor) {
        stored(tree.top(), 0, from, to, visitor);
    }

    private void stored(Tree.Node node, long first, long from, long to, Visitor visitor) {
        if (node.id().isHole()) {
            return;
        }
        if (node.level() < 0) {
            visitor.visit(first, node.id());
            return;
        }
        Page page = pages.read(node.id(), node.level());
        long span = Tree.span(node.level());
        int begin = (int) Math.max(0, (from - first) / span);
        for (int slot = begin; slot < Page.ENTRIES && first + slot * span < to; slot++) {
            stored(new Tree.Node(node.level() - 1, page.get(slot)), first + slot * span, from, to, visitor);
        }
    }

    /** Visits the chunks of {@code now} that are not the same in {@code before}; an id may be a hole. */
    void changed(Tree before, Tree now, Visitor visitor) {
        int level = Math.max(before.levels(), now.levels()) - 1;
        changed(before.top(), now.top(), level, 0, now.chunks(), visitor);
    }

    private void changed(Tree.Node before, Tree.Node now, int level, long first, long end, Visitor visitor) {
        boolean sameHeight = before.level() == now.level()
                || (before.id().isHole() && now.id().isHole());
        if (first >= end || (sameHeight && before.id().equals(now.id()))) {
            return;
        }
        if (level < 0) {
            visitor.visit(first, now.id());
            return;
        }
        long span = Tree.span(level);
        for (int slot = 0; slot < Page.ENTRIES && first + slot * span < end; slot++) {
            changed(
                    before.child(pages, level, slot),
                    now.child(pages, level, slot),
                    level - 1,
                    first + slot * span,
                    end,
                    visitor);
        }
    }
}
