package io.holdfast.store;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Live counters of a disk or of a whole point; what is added to a disk's is added to its point's. */
final class Counters {
    private final @Nullable Counters parent;
    private final LongAdder read = new LongAdder();
    private final LongAdder fresh = new LongAdder();
    private final LongAdder stored = new LongAdder();
    private final LongAdder deduplicated = new LongAdder();
    private final LongAdder holes = new LongAdder();
    private final LongAdder unchanged = new LongAdder();

    Counters(@Nullable Counters parent) {
        this.parent = parent;
    }

    void read(long bytes) {
        read.add(bytes);
        if (parent != null) {
            parent.read(bytes);
        }
    }

    void fresh(long bytes) {
        fresh.add(bytes);
        if (parent != null) {
            parent.fresh(bytes);
        }
    }

    void stored(long bytes) {
        stored.add(bytes);
        if (parent != null) {
            parent.stored(bytes);
        }
    }

    void deduplicated(long bytes) {
        deduplicated.add(bytes);
        if (parent != null) {
            parent.deduplicated(bytes);
        }
    }

    void holes(long bytes) {
        holes.add(bytes);
        if (parent != null) {
            parent.holes(bytes);
        }
    }

    void unchanged(long bytes) {
        unchanged.add(bytes);
        if (parent != null) {
            parent.unchanged(bytes);
        }
    }

    ByteCounts now() {
        return new ByteCounts(read.sum(), fresh.sum(), stored.sum(), deduplicated.sum(), holes.sum(), unchanged.sum());
    }
}
