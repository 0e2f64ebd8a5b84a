package io.holdfast.contracts.protection;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the next {@code count} runs after {@code from}, or after now.
 */
public record PreviewPolicy(
        String vault, String name, @Nullable Instant from, int count) {}
