package io.holdfast.contracts.protection;

import java.util.List;
import org.jspecify.annotations.Nullable;

public record PolicyPage(List<Policy> items, @Nullable String nextCursor) {}
