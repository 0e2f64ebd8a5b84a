package io.holdfast.contracts.alert;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Newest first.
 */
public record DeliveryPage(List<Delivery> items, @Nullable String nextCursor) {}
