package io.holdfast.contracts.protection;

import org.jspecify.annotations.Nullable;

public record SummaryRequest(@Nullable String vault) {}
