package io.holdfast.contracts.job;

import java.util.UUID;

/**
 * The registered or protected item a job is about.
 */
public record JobItem(UUID id, String name, String cloudService) {}
