package io.holdfast.contracts.protection;

import java.util.List;
import org.jspecify.annotations.Nullable;

public record ProtectedItemPage(
        List<ProtectedItem> items, @Nullable String nextCursor) {}
