package io.holdfast.contracts.protection;

import io.holdfast.contracts.backup.RestoreTarget;
import java.util.UUID;

public record StartRestore(String vault, UUID item, UUID point, RestoreTarget target) {}
