package io.holdfast.store;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/**
 * What would become free if some points went. Pages that staying points have are recognized by their ids and not looked into; what is left of
 * the going points' trees is looked for among all chunks of the staying ones, each page of which is read once.
 */
final class FreedSpace {
    private final VaultStore store;
    private final Set<PointKey> going;
    private final Set<PointKey> gone;

    private final IdSet keptPages = new IdSet();
    /** Pages and chunks that the going points need. */
    private final IdSet candidates = new IdSet();

    private final IdSet searchedPages = new IdSet();
    private final BitSet needed = new BitSet();

    FreedSpace(VaultStore store, Set<PointKey> going, Set<PointKey> gone) {
        this.store = store;
        this.going = going;
        this.gone = gone;
    }

    long bytes() {
        long manifests = 0;
        List<Tree.Node> leaving = new ArrayList<>();
        List<Tree.Node> staying = new ArrayList<>();
        for (StoredObject object : store.backend().list(Keys.POINTS)) {
            PointKey key = Keys.parsePoint(object.key());
            if (key != null && going.contains(key)) {
                manifests += object.size();
                leaving.addAll(tops(key));
            } else if (key != null && !gone.contains(key)) {
                staying.addAll(tops(key));
            }
        }
        staying.forEach(this::keep);
        leaving.forEach(this::gather);
        if (candidates.isEmpty()) {
            return manifests;
        }
        staying.forEach(this::search);
        long[] bytes = {manifests};
        candidates.forEachSlot(slot -> {
            if (!needed.get(slot)) {
                bytes[0] += store.chunks().locate(candidates.at(slot)).stored();
            }
        });
        return bytes[0];
    }

    private List<Tree.Node> tops(PointKey key) {
        try {
            return store.pointFile().read(key.item(), key.point()).disks().stream()
                    .map(disk -> disk.tree(store.chunkSize()).top())
                    .toList();
        } catch (StoreException.NotFound deletedMeanwhile) {
            return List.of();
        }
    }

    /** The ids of lowest pages stand in those above: they need not be read for this. */
    private void keep(Tree.Node node) {
        if (!node.id().isHole() && keptPages.add(node.id()) && node.level() > 0) {
            children(node).forEach(this::keep);
        }
    }

    private void gather(Tree.Node node) {
        boolean page = node.level() >= 0;
        if (node.id().isHole() || (page && keptPages.contains(node.id()))) {
            return;
        }
        if (candidates.add(node.id()) && page) {
            children(node).forEach(this::gather);
        }
    }

    private void search(Tree.Node node) {
        if (node.id().isHole() || !searchedPages.add(node.id())) {
            return;
        }
        for (Tree.Node child : children(node)) {
            if (child.level() >= 0) {
                search(child);
            } else if (!child.id().isHole()) {
                int slot = candidates.slot(child.id());
                if (slot >= 0) {
                    needed.set(slot);
                }
            }
        }
    }

    private List<Tree.Node> children(Tree.Node node) {
        Page page = store.pages().read(node.id(), node.level());
        List<Tree.Node> children = new ArrayList<>(Page.ENTRIES);
        for (int slot = 0; slot < Page.ENTRIES; slot++) {
            children.add(new Tree.Node(node.level() - 1, page.get(slot)));
        }
        return children;
    }
}
