package io.holdfast.contracts.alert;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Newest first.
 */
public record AlertPage(List<Alert> items, @Nullable String nextCursor) {}
