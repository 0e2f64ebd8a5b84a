package io.holdfast.contracts;

import java.util.List;
import java.util.UUID;

/**
 * Exactly what a destructive request would do. {@code bytesFreed} counts stored bytes, an upper bound where points share data.
 */
public record DryRun(List<UUID> recoveryPoints, long bytesFreed, List<String> effects) {}
