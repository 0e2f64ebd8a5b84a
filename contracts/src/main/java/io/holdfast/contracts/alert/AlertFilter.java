package io.holdfast.contracts.alert;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An empty list filters nothing. {@code item}: alerts that concern, or have concerned, this item.
 */
public record AlertFilter(
        @Nullable String vault,
        List<AlertStatus> status,
        List<AlertCause> cause,
        List<AlertSeverity> severity,
        @Nullable UUID item) {}
