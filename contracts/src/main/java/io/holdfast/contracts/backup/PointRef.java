package io.holdfast.contracts.backup;

import java.util.UUID;

public record PointRef(UUID item, UUID point) {}
