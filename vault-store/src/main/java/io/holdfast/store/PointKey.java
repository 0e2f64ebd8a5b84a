package io.holdfast.store;

import java.util.UUID;

/** Which recovery point of which item. */
public record PointKey(UUID item, UUID point) {}
