package io.holdfast.contracts.protection;

import io.holdfast.contracts.PageRequest;
import org.jspecify.annotations.Nullable;

public record ListVaults(@Nullable String region, PageRequest page) {}
