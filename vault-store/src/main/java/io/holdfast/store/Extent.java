package io.holdfast.store;

/** A stretch of a disk, in bytes. */
public record Extent(long offset, long length) {
    public long end() {
        return offset + length;
    }
}
