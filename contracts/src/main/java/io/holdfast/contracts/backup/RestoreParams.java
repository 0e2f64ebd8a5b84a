package io.holdfast.contracts.backup;

import java.util.UUID;

public record RestoreParams(UUID item, UUID point, String vault, RestoreTarget target) {}
