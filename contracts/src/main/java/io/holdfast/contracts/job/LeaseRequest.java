package io.holdfast.contracts.job;

import java.util.List;

/**
 * A worker's offer to run up to {@code max} jobs. {@code worker} names the process, unique per start.
 */
public record LeaseRequest(String worker, List<Operation> operations, int max) {}
