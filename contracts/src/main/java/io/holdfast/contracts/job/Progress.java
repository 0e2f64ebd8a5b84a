package io.holdfast.contracts.job;

import org.jspecify.annotations.Nullable;

/**
 * How far a job is. Bytes: {@code bytesTotal} to look at, {@code bytesRead} so far, {@code bytesNew} not in the vault before,
 * {@code bytesStored} after compression. A restore counts written bytes as read. Jobs without bytes report {@code percent} only.
 */
public record Progress(
        int percent,
        long bytesTotal,
        long bytesRead,
        long bytesNew,
        long bytesStored,
        long bytesPerSecond,
        @Nullable Long etaSeconds) {}
