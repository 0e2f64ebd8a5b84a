package io.holdfast.contracts.protection;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code started} backups, and {@code skipped} items whose last backup goes on still. {@code lastItem}: where the next page begins, when there is {@code more}.
 */
public record DueRun(int started, int skipped, @Nullable UUID lastItem, boolean more) {}
