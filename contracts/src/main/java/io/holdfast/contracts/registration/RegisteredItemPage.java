package io.holdfast.contracts.registration;

import java.util.List;
import org.jspecify.annotations.Nullable;

public record RegisteredItemPage(
        List<RegisteredItem> items, @Nullable String nextCursor) {}
