package io.holdfast.contracts.alert;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * By name.
 */
public record AlertItemPage(List<AlertItem> items, @Nullable String nextCursor) {}
