package io.holdfast.contracts.discovery;

import java.util.UUID;

public record MachineId(UUID id) {}
