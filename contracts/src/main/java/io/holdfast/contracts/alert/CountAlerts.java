package io.holdfast.contracts.alert;

import org.jspecify.annotations.Nullable;

public record CountAlerts(@Nullable String vault) {}
