package io.holdfast.contracts.discovery;

import org.jspecify.annotations.Nullable;

/**
 * {@code vault} limits to its region, and to machines no other vault has. {@code name} matches a part, whatever the case; the others exactly.
 */
public record MachineFilter(
        @Nullable String vault,
        @Nullable RegistrationFilter registration,
        @Nullable String name,
        @Nullable String cloudService,
        @Nullable String subscription) {}
