package io.holdfast.contracts.registration;

import org.jspecify.annotations.Nullable;

public record CountItems(@Nullable String vault) {}
