package io.holdfast.contracts.backup;

import io.holdfast.contracts.protection.PointContext;

public record CheckTarget(PointContext point, RestoreTarget target) {}
