package io.holdfast.contracts.protection;

import java.time.Instant;

/** A run of a policy's schedules that was left out for an item; {@code reason} is an {@link io.holdfast.contracts.ErrorCode}. */
public record SkippedRun(Instant at, String reason) {}
