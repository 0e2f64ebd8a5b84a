package io.holdfast.fabric;

import java.util.Arrays;

/** A set of byte ranges of a disk: ascending, disjoint, none touching the next. Immutable. 16 bytes a range. */
public final class Extents {
    private static final Extents NONE = new Extents(new long[0]);

    // from, to (exclusive), from, to, …
    private final long[] bounds;

    private Extents(long[] bounds) {
        this.bounds = bounds;
    }

    public static Extents none() {
        return NONE;
    }

    /** Everything from 0 to {@code sizeBytes}. */
    public static Extents whole(long sizeBytes) {
        return builder().add(0, sizeBytes).build();
    }

    public static Builder builder() {
        return new Builder();
    }

    public boolean isEmpty() {
        return bounds.length == 0;
    }

    /** Number of ranges. */
    public int count() {
        return bounds.length / 2;
    }

    /** Start of the {@code index}-th range. */
    public long offset(int index) {
        return bounds[2 * index];
    }

    public long length(int index) {
        return bounds[2 * index + 1] - bounds[2 * index];
    }

    /** Sum of all lengths. */
    public long bytes() {
        long sum = 0;
        for (int i = 0; i < count(); i++) {
            sum += length(i);
        }
        return sum;
    }

    /** Whether any byte of {@code [offset, offset + length)} is in the set. Logarithmic. */
    public boolean intersects(long offset, long length) {
        int found = Arrays.binarySearch(bounds, offset);
        if (found >= 0 && found % 2 == 0) {
            return length > 0;
        }
        int next = found >= 0 ? found + 1 : -found - 1;
        boolean inside = next % 2 == 1;
        return length > 0 && (inside || (next < bounds.length && bounds[next] - offset < length));
    }

    public void forEach(Visitor visitor) {
        for (int i = 0; i < count(); i++) {
            visitor.range(offset(i), length(i));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Extents that && Arrays.equals(bounds, that.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    @Override
    public String toString() {
        return Arrays.toString(bounds);
    }

    /** Sees one range after the other. */
    @FunctionalInterface
    public interface Visitor {
        void range(long offset, long length);
    }

    /** Takes ranges in ascending order; overlapping and touching ones become one. */
    public static final class Builder {
        private long[] bounds = new long[16];
        private int used;

        private Builder() {}

        /** Ranges of no length are left out. */
        public Builder add(long offset, long length) {
            if (offset < 0 || length < 0 || (used > 0 && offset < bounds[used - 2])) {
                throw new IllegalArgumentException("range " + offset + "+" + length + " is out of order");
            }
            if (length == 0) {
                return this;
            }
            if (used > 0 && offset <= bounds[used - 1]) {
                bounds[used - 1] = Math.max(bounds[used - 1], offset + length);
                return this;
            }
            if (used == bounds.length) {
                bounds = Arrays.copyOf(bounds, used * 2);
            }
            bounds[used++] = offset;
            bounds[used++] = offset + length;
            return this;
        }

        public Extents build() {
            return used == 0 ? NONE : new Extents(Arrays.copyOf(bounds, used));
        }
    }
}
