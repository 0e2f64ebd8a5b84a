package io.holdfast.contracts.protection;

import java.util.UUID;

/**
 * Of StopProtection jobs.
 */
public record StopParams(UUID item, String vault, StopData data) {}
