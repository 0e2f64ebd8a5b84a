package io.holdfast.contracts.protection;

import java.util.UUID;

/**
 * Of ConfigureProtection jobs.
 */
public record ConfigureParams(UUID item, String vault, String policy, long policyVersion) {}
