package io.holdfast.contracts.protection;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code confirmName}: the item's exact name. */
public record PurgeItem(String vault, UUID item, @Nullable String confirmName) {}
