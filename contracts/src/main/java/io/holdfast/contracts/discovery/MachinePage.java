package io.holdfast.contracts.discovery;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ordered by name, cloud service, id.
 */
public record MachinePage(List<Machine> items, @Nullable String nextCursor) {}
