package io.holdfast.contracts.protection;

import java.util.List;
import java.util.UUID;

public record DeleteContext(Vault vault, List<UUID> points, boolean itemGone) {}
