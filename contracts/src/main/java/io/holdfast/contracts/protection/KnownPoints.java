package io.holdfast.contracts.protection;

import java.util.List;
import java.util.UUID;

/**
 * Asks which of these points the catalogue has; the reply holds those.
 */
public record KnownPoints(String vault, List<UUID> points) {}
