package io.holdfast.contracts.discovery;

import java.util.List;
import java.util.UUID;

public record MachineIds(List<UUID> ids) {}
