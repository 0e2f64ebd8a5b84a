package io.holdfast.contracts.registration;

import java.util.UUID;

/**
 * Of Register and Unregister jobs.
 */
public record RegisterParams(UUID item, UUID machine, String vault) {}
