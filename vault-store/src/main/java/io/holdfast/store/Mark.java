package io.holdfast.store;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every page and chunk that points need. A page is walked once, however many points have it. */
final class Mark {
    private static final Logger LOG = LoggerFactory.getLogger(Mark.class);

    private final VaultStore store;
    private final Predicate<PointKey> counts;
    private final Runnable checkStop;
    private final Set<PointKey> points = new HashSet<>();
    private final Set<PointKey> broken = new HashSet<>();
    private IdSet live = new IdSet();

    /** @param counts whether a manifest that cannot be followed is one of a recovery point; of others nothing is owed */
    Mark(VaultStore store, Predicate<PointKey> counts, Runnable checkStop) {
        this.store = store;
        this.counts = counts;
        this.checkStop = checkStop;
    }

    IdSet live() {
        return live;
    }

    boolean has(PointKey point) {
        return points.contains(point);
    }

    /** Marks what the manifests need that lie here now. Returns whether there were new ones. {@code Damaged} when a recovery point's pages cannot be read. */
    boolean addAll() {
        boolean any = false;
        for (StoredObject object : store.backend().list(Keys.POINTS)) {
            PointKey key = Keys.parsePoint(object.key());
            if (key != null && !points.contains(key) && !broken.contains(key)) {
                any |= add(key);
            }
        }
        return any;
    }

    private boolean add(PointKey key) {
        try {
            List<DiskImage> disks =
                    store.pointFile().read(key.item(), key.point()).disks();
            disks.forEach(disk -> walk(disk.tree(store.chunkSize()).top()));
            points.add(key);
            return true;
        } catch (StoreException.NotFound deletedMeanwhile) {
            return false;
        } catch (StoreException.Damaged e) {
            if (isThere(key) && counts.test(key)) {
                throw e;
            }
            LOG.info("{} is no recovery point's, or not any more, and cannot be followed: {}", key, e.getMessage());
            broken.add(key);
            again(); // a page that was entered counts as walked, and this one was not to its end
            return false;
        }
    }

    /** Another prune may have been faster to give back what a point needed that was deleted meanwhile. */
    private boolean isThere(PointKey key) {
        try {
            return store.backend().size(Keys.point(key.item(), key.point())) > 0;
        } catch (StoreException.NotFound e) {
            return false;
        }
    }

    private void again() {
        Set<PointKey> before = Set.copyOf(points);
        points.clear();
        live = new IdSet();
        before.forEach(this::add);
    }

    private void walk(Tree.Node node) {
        if (node.id().isHole() || !live.add(node.id()) || node.level() < 0) {
            return;
        }
        checkStop.run();
        Page page = store.pages().read(node.id(), node.level());
        for (int slot = 0; slot < Page.ENTRIES; slot++) {
            walk(new Tree.Node(node.level() - 1, page.get(slot)));
        }
    }
}
