package io.holdfast.contracts.protection;

import java.util.List;
import org.jspecify.annotations.Nullable;

public record WatchedItemPage(
        List<WatchedItem> items, @Nullable String nextCursor) {}
