package io.holdfast.contracts.scheduler;

import java.time.Instant;
import java.util.List;

/**
 * Nominal times, ascending.
 */
public record NextRuns(List<Instant> runs) {}
