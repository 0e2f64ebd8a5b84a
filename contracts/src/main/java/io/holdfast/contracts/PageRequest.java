package io.holdfast.contracts;

import org.jspecify.annotations.Nullable;

/**
 * Which part of a list. The cursor is opaque: it comes from {@code nextCursor} of the page before. Its filters must stay the same.
 */
public record PageRequest(int limit, @Nullable String cursor) {
    public static final int DEFAULT_LIMIT = 50;
    public static final int MAX_LIMIT = 500;

    public static PageRequest first() {
        return new PageRequest(DEFAULT_LIMIT, null);
    }
}
