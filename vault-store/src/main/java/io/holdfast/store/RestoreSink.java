package io.holdfast.store;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes a disk's bytes, in no order, from several threads at once, each byte once. */
@FunctionalInterface
public interface RestoreSink {
    /**
     * @param offset in the disk, in bytes
     * @param bytes the sink's until it returns
     */
    void write(long offset, ByteBuffer bytes) throws IOException;
}
