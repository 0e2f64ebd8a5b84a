package io.holdfast.contracts.discovery;

import org.jspecify.annotations.Nullable;

/**
 * A disk as discovery saw it. Bytes.
 */
public record MachineDisk(
        String name, long sizeBytes, @Nullable Long allocatedBytes) {}
