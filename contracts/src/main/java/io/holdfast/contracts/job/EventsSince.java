package io.holdfast.contracts.job;

/**
 * Asks for the events after {@code seq}, oldest first.
 */
public record EventsSince(long seq, int limit) {}
