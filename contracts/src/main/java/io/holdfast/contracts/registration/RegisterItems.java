package io.holdfast.contracts.registration;

import java.util.List;
import java.util.UUID;

public record RegisterItems(String vault, List<UUID> machineIds) {}
