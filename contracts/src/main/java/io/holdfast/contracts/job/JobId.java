package io.holdfast.contracts.job;

import java.util.UUID;

public record JobId(UUID id) {}
