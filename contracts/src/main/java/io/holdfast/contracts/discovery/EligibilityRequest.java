package io.holdfast.contracts.discovery;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Without a vault the machine is held against its own region.
 */
public record EligibilityRequest(UUID machine, @Nullable String vault) {}
