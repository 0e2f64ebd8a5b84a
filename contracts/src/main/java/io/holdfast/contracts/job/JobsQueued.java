package io.holdfast.contracts.job;

import java.util.List;

/**
 * Wakes idle workers.
 */
public record JobsQueued(List<Operation> operations) {}
