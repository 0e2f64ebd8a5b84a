package io.holdfast.contracts.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Newest first.
 */
public record JobPage(List<Job> items, @Nullable String nextCursor) {}
