package io.holdfast.contracts.job;

import java.util.UUID;

public record JobLogRequest(UUID job, long after, int limit) {}
